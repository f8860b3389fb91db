// Nothing lost and nothing twice, whenever the writer ends.
#include "consumers/archive/day_files.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <random>

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

archive::Contents of_day(uint32_t day) {
    archive::Contents contents;
    if (day != 0) contents.days.insert(day);
    return contents;
}

// Each body is another, so that a record is known by it.
journal::Record message(int64_t id) { return trade(id, std::to_string(id)); }

DayFiles::Added add(DayFiles& files, int64_t id, uint32_t day, base::MonoTime now = kNow,
                    bool again = false) {
    journal::Record record = message(id);
    const auto added = files.add(record, of_day(day), again, 20260801, now);
    REQUIRE_MESSAGE(added.ok(), added.error().what);
    return added.value();
}

// How often each message stands in the folder, over all files.
std::map<int64_t, int> messages_in(const std::string& folder) {
    std::map<int64_t, int> found;
    const auto names = journal::list_archives(folder);
    REQUIRE(names.ok());
    for (const auto& name : names.value()) {
        const Told told = read_archive(folder + "/" + file_name(name));
        REQUIRE_MESSAGE(told.error.empty(), told.error);
        for (const auto& record : told.records) ++found[std::stoll(record.body)];
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
    CHECK_EQ(open_files(folder.path()).next(), 2);
}

TEST_CASE("archive/day_files: each record goes to the file of its day, also a late one") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path());
    CHECK(files.next() == 0);
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

TEST_CASE("archive/day_files: what speaks of several days stands in the file of each") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path());
    add(files, 0, 20260803);
    journal::Record record = message(1);
    archive::Contents contents;
    contents.days = {20260803, 20260804};
    REQUIRE(files.add(record, contents, false, 20260801, kNow).ok());
    add(files, 2, 20260804);
    REQUIRE(files.flush().ok());
    CHECK(records_of(folder.path() + "/journal-20260803-000.bsa") == 2);
    CHECK(records_of(folder.path() + "/journal-20260804-000.bsa") == 2);
    CHECK(files.next() == 3);
}

TEST_CASE("archive/day_files: what is delivered again is not written again, also behind a start") {
    const ArchiveFolder folder;
    {
        DayFiles files = open_files(folder.path());
        for (int64_t id = 5; id < 9; ++id) add(files, id, 20260803);
        CHECK(add(files, 7, 20260803, kNow, true) == DayFiles::Added::Repeated);
        REQUIRE(files.flush().ok());
    }
    DayFiles files = open_files(folder.path());
    CHECK(files.next() == 4);
    CHECK(add(files, 8, 20260803, kNow, true) == DayFiles::Added::Repeated);
    CHECK(add(files, 9, 20260803, kNow, true) == DayFiles::Added::Taken);
    // Published twice and delivered once each: that is what the record has to tell.
    CHECK(add(files, 9, 20260803) == DayFiles::Added::Taken);
    REQUIRE(files.flush().ok());
    CHECK(records_of(folder.path() + "/journal-20260803-000.bsa") == 6);
}

TEST_CASE("archive/day_files: goes on behind what the stream's offsets were, gaps among them") {
    const ArchiveFolder folder;
    const std::string path = folder.path() + "/journal-20260803-000.bsa";
    {
        journal::ArchiveWriter writer = new_writer(path);
        writer.add(message(0), {});
        REQUIRE(writer.flush(-1).ok());
        REQUIRE(writer.mark_gap(1, 4, 0).ok());
    }
    DayFiles files = open_files(folder.path());
    CHECK(files.next() == 5);
    add(files, 5, 20260803);
    REQUIRE(files.flush().ok());
    CHECK(journal::verify_archive(path).value().gaps == 1);
    CHECK(records_of(path) == 2);
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

TEST_CASE("archive/day_files: a damaged file is left, and no number is given out twice") {
    const ArchiveFolder folder;
    const std::string path = folder.path() + "/journal-20260803-000.bsa";
    write_archive(path, 6, 3, false);
    std::string bytes = ArchiveFolder::bytes_of(path);
    bytes[journal::kFileHeaderBytes + 3] ^= 4;
    ArchiveFolder::write(path, bytes);
    DayFiles files = open_files(folder.path());
    CHECK(files.damaged_files() == 1);
    CHECK(files.next() > 6);
    for (int64_t id = 0; id < 6; ++id) add(files, id, 20260803);
    REQUIRE(files.flush().ok());
    CHECK(ArchiveFolder::bytes_of(path) == bytes);
    CHECK(records_of(folder.path() + "/journal-20260803-001.bsa") == 6);
}

TEST_CASE("archive/day_files: more days at once than files may be open") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path());
    for (int64_t day = 0; day < 100; ++day) {
        add(files, day, static_cast<uint32_t>(20260801 + day), {kNow.us + day});
    }
    REQUIRE(files.flush().ok());
    CHECK(files.open_files() <= 64);
    CHECK(messages_in(folder.path()).size() == 100);
}

// A process may end anywhere: what was durable stays, and of what was not any beginning may. Each
// file is cut at a random place behind what was durable. The broker delivers again what was not
// acknowledged, and that is acknowledged when a flush has returned.
TEST_CASE("archive/day_files: ended at random moments, nothing is lost and nothing twice") {
    const Seeds chosen = seeds(12);
    for (uint64_t seed = chosen.first; seed <= chosen.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        const ArchiveFolder folder;
        constexpr int64_t kMessages = 250;
        int64_t acknowledged = 0;  // messages
        int64_t delivered = 0;
        while (acknowledged < kMessages) {
            std::map<std::string, uint64_t> durable;  // file -> bytes
            int64_t flushed = acknowledged;
            {
                DayFiles files = open_files(folder.path());
                const int64_t to = std::min<int64_t>(
                    kMessages, acknowledged + static_cast<int64_t>(random() % 90));
                for (int64_t id = acknowledged; id < to; ++id) {
                    const uint32_t day = 20260803 + static_cast<uint32_t>(id * 7919 % 3);
                    add(files, id, day, kNow, id < delivered);
                    delivered = std::max(delivered, id + 1);
                    if (random() % 8 != 0) continue;
                    for (const auto& entry : std::filesystem::directory_iterator{folder.path()}) {
                        durable[entry.path().string()] = entry.file_size();
                    }
                    REQUIRE(files.flush().ok());
                    acknowledged = flushed;
                    flushed = id + 1;
                }
            }
            if (random() % 2 == 0) {
                acknowledged = flushed;
                continue;
            }
            // The end came in the last flush: some files have it whole, some in part, some not.
            for (const auto& [path, bytes] : durable) {
                const uint64_t now = std::filesystem::file_size(path);
                const uint64_t kept[] = {bytes, bytes + random() % (now - bytes + 1), now};
                std::filesystem::resize_file(path, kept[random() % 3]);
            }
        }
        std::map<int64_t, int> found = messages_in(folder.path());
        REQUIRE(found.size() == kMessages);
        for (const auto& [id, times] : found) REQUIRE(times == 1);
    }
}
