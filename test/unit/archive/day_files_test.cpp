// Nothing lost and nothing twice, whenever the writer ends.
#include "consumers/archive/day_files.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "common/journal/record_mark.h"
#include "common/log/log.h"
#include "test/unit/journal/archive_folder.h"
#include "test/unit/seed.h"

using archive::DayFiles;

namespace {

constexpr base::MonoTime kNow{1'000'000};

DayFiles open_files(const std::string& folder) {
    logging::start("unit_archive", logging::Level::Error);
    auto files = DayFiles::open(folder);
    REQUIRE_MESSAGE(files.ok(), files.error().what);
    return std::move(files).value();
}

archive::Contents of_day(uint32_t day) { return {day, {}}; }

DayFiles::Added add(DayFiles& files, int64_t offset, uint32_t day, base::MonoTime now = kNow) {
    const auto added = files.add(trade(offset), of_day(day), 20260801, now);
    REQUIRE_MESSAGE(added.ok(), added.error().what);
    return added.value();
}

// How often each offset stands in the folder, over all files.
std::map<int64_t, int> offsets_in(const std::string& folder) {
    std::map<int64_t, int> found;
    const auto names = journal::list_archives(folder);
    REQUIRE(names.ok());
    for (const auto& name : names.value()) {
        const Told told = read_archive(folder + "/" + file_name(name));
        REQUIRE_MESSAGE(told.error.empty(), told.error);
        for (const auto& record : told.records) ++found[record.offset];
    }
    return found;
}

size_t records_of(const std::string& path) { return read_archive(path).records.size(); }

}  // namespace

TEST_CASE("archive/day_files: a folder has one writer, and is free when that one has ended") {
    const ArchiveFolder folder;
    {
        DayFiles files = open_files(folder.path());
        add(files, 0, 20260803);
        REQUIRE(files.flush().ok());
        DayFiles moved = std::move(files);
        const auto second = DayFiles::open(folder.path());
        REQUIRE_FALSE(second.ok());
        CHECK_EQ(second.error().what,
                 "archive.folder: " + folder.path() + ": another archive writes into it");
        add(moved, 1, 20260803);
        REQUIRE(moved.flush().ok());
    }
    CHECK_EQ(open_files(folder.path()).next_offset(), 2);
}

TEST_CASE("archive/day_files: who opens a folder knows the last record again") {
    const ArchiveFolder folder;
    {
        DayFiles files = open_files(folder.path());
        CHECK_FALSE(files.last_mark());
        for (const int64_t offset : {0, 1, 2}) add(files, offset, 20260803);
        REQUIRE(files.flush().ok());
    }
    CHECK_EQ(open_files(folder.path()).last_mark(), journal::mark_of(trade(2)));
    auto other = trade(2);
    other.body += ' ';
    CHECK_NE(journal::mark_of(other), journal::mark_of(trade(2)));
    other = trade(2);
    other.routing_key += other.content_encoding + "x";
    CHECK_NE(journal::mark_of(other), journal::mark_of(trade(2)));
}

TEST_CASE("archive/day_files: each record goes to the file of its day, also a late one") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path());
    CHECK_FALSE(files.next_offset());
    add(files, 0, 20260803);
    add(files, 1, 20260804);
    add(files, 2, 20260803);
    add(files, 3, 0);  // tells no day: that of the last one
    REQUIRE(files.flush().ok());
    CHECK(records_of(folder.path() + "/journal-20260803-000.bsa") == 3);
    CHECK(records_of(folder.path() + "/journal-20260804-000.bsa") == 1);
    CHECK(files.complete_to() == 3);
}

TEST_CASE("archive/day_files: before any day is told, that of today") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path());
    add(files, 0, 0);
    REQUIRE(files.flush().ok());
    CHECK(records_of(folder.path() + "/journal-20260801-000.bsa") == 1);
}

TEST_CASE("archive/day_files: what comes again is not written again") {
    const ArchiveFolder folder;
    {
        DayFiles files = open_files(folder.path());
        for (int64_t offset = 5; offset < 9; ++offset) add(files, offset, 20260803);
        CHECK(add(files, 7, 20260803) == DayFiles::Added::Repeated);
        REQUIRE(files.flush().ok());
    }
    DayFiles files = open_files(folder.path());
    CHECK(files.next_offset() == 9);
    CHECK(add(files, 8, 20260803) == DayFiles::Added::Repeated);
    CHECK(add(files, 9, 20260803) == DayFiles::Added::Taken);
    REQUIRE(files.flush().ok());
    CHECK(records_of(folder.path() + "/journal-20260803-000.bsa") == 5);
}

TEST_CASE("archive/day_files: offsets that were left out become a gap, once") {
    const ArchiveFolder folder;
    {
        DayFiles files = open_files(folder.path());
        add(files, 3, 20260803);  // the stream began there: no gap
        add(files, 10, 20260803);
        REQUIRE(files.flush().ok());
        CHECK(files.totals().gaps == 1);
        CHECK(files.totals().missing_records == 6);
    }
    const std::string path = folder.path() + "/journal-20260803-000.bsa";
    CHECK(journal::verify_archive(path).value().gaps == 1);
    DayFiles files = open_files(folder.path());
    CHECK(files.next_offset() == 11);
}

TEST_CASE(
    "archive/day_files: a writer that ended right behind the mark of a gap does not mark it "
    "again") {
    const ArchiveFolder folder;
    const std::string path = folder.path() + "/journal-20260803-000.bsa";
    {
        journal::ArchiveWriter writer = new_writer(path);
        writer.add(trade(0), {});
        REQUIRE(writer.flush(-1).ok());
        REQUIRE(writer.mark_gap(1, 4, 0).ok());
    }
    DayFiles files = open_files(folder.path());
    CHECK(files.next_offset() == 5);
    add(files, 5, 20260803);
    REQUIRE(files.flush().ok());
    CHECK(files.totals().gaps == 0);
    CHECK(journal::verify_archive(path).value().gaps == 1);
}

TEST_CASE("archive/day_files: a day is closed when a later one has begun and it is quiet") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path());
    add(files, 0, 20260803);
    REQUIRE(files.close_quiet(100, kNow + 1000).ok());
    CHECK(files.totals().closed_files == 0);  // it is the latest
    add(files, 1, 20260804, kNow + 50);
    REQUIRE(files.close_quiet(100, kNow + 99).ok());
    CHECK(files.totals().closed_files == 0);
    REQUIRE(files.close_quiet(100, kNow + 100).ok());
    CHECK(files.totals().closed_files == 1);
    CHECK(journal::verify_archive(folder.path() + "/journal-20260803-000.bsa").value().closed);
    add(files, 2, 20260803);  // later still: another file
    REQUIRE(files.flush().ok());
    CHECK(records_of(folder.path() + "/journal-20260803-001.bsa") == 1);
}

TEST_CASE(
    "archive/day_files: a damaged file is left, and its offsets are archived again beside it") {
    const ArchiveFolder folder;
    const std::string path = folder.path() + "/journal-20260803-000.bsa";
    write_archive(path, 6, 3, false);
    std::string bytes = ArchiveFolder::bytes_of(path);
    bytes[journal::kFileHeaderBytes + 3] ^= 4;
    ArchiveFolder::write(path, bytes);
    DayFiles files = open_files(folder.path());
    CHECK(files.damaged_files() == 1);
    CHECK_FALSE(files.next_offset());
    for (int64_t offset = 0; offset < 6; ++offset) add(files, offset, 20260803);
    REQUIRE(files.flush().ok());
    CHECK(ArchiveFolder::bytes_of(path) == bytes);
    CHECK(records_of(folder.path() + "/journal-20260803-001.bsa") == 6);
}

TEST_CASE("archive/day_files: more days at once than files may be open") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path());
    for (int64_t day = 0; day < 20; ++day) {
        add(files, day, static_cast<uint32_t>(20260801 + day), {kNow.us + day});
    }
    REQUIRE(files.flush().ok());
    CHECK(files.open_files() <= 8);
    CHECK(offsets_in(folder.path()).size() == 20);
}

// A process may end anywhere: what was durable stays, and of what was not any beginning may. Each
// file is cut at a random place behind what was durable.
TEST_CASE("archive/day_files: ended at random moments, nothing is lost and nothing twice") {
    const Seeds chosen = seeds(12);
    for (uint64_t seed = chosen.first; seed <= chosen.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        const ArchiveFolder folder;
        constexpr int64_t kLast = 250;
        int64_t reached = -1;
        while (reached < kLast) {
            std::map<std::string, uint64_t> durable;  // file -> bytes
            {
                DayFiles files = open_files(folder.path());
                const int64_t next = files.next_offset().value_or(0);
                reached = std::max(reached, next - 1);
                // The stream begins at a border before what was asked for.
                const int64_t from =
                    std::max<int64_t>(0, next - static_cast<int64_t>(random() % 5));
                const int64_t to =
                    std::min<int64_t>(kLast, from + static_cast<int64_t>(random() % 90));
                for (int64_t offset = from; offset <= to; ++offset) {
                    const uint32_t day = 20260803 + static_cast<uint32_t>(offset * 7919 % 3);
                    add(files, offset, day);
                    if (random() % 8 != 0) continue;
                    durable.clear();
                    for (const auto& entry : std::filesystem::directory_iterator{folder.path()}) {
                        durable[entry.path().string()] = entry.file_size();
                    }
                    REQUIRE(files.flush().ok());
                }
                reached = std::max(reached, files.complete_to());
            }
            if (reached >= kLast || random() % 2 == 0) continue;
            // The end came in the last flush: some files have it whole, some in part, some not.
            for (const auto& [path, bytes] : durable) {
                const uint64_t now = std::filesystem::file_size(path);
                const uint64_t kept[] = {bytes, bytes + random() % (now - bytes + 1), now};
                std::filesystem::resize_file(path, kept[random() % 3]);
            }
            reached = -1;  // judged by what the folder tells
            DayFiles again = open_files(folder.path());
            reached = again.next_offset().value_or(0) - 1;
        }
        std::map<int64_t, int> found = offsets_in(folder.path());
        REQUIRE(found.size() == kLast + 1);
        for (const auto& [offset, times] : found) REQUIRE(times == 1);
    }
}
