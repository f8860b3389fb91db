#include "consumers/archive/day_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "common/journal/day_tail.h"
#include "test/unit/archive/day_files_words.h"

namespace {

size_t descriptors() {
    size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
        (void)entry;
        ++count;
    }
    return count;
}

// The numbers of a day as who follows it reads them.
std::vector<int64_t> numbers_of(const std::string& folder, uint32_t day) {
    journal::DayTail tail{folder, day};
    std::vector<int64_t> numbers;
    for (auto next = tail.next(); next.ok() && next.value(); next = tail.next()) {
        numbers.push_back(next.value()->offset);
    }
    return numbers;
}

}  // namespace

TEST_CASE("archive/day_files: a folder has one writer, and is free when that one has ended") {
    const ArchiveFolder folder;
    {
        DayFiles files = open_files(folder.path());
        add(files, 0, 20260803);
        REQUIRE(files.flush().ok());
        DayFiles moved = std::move(files);
        const auto second = DayFiles::open(folder.path(), kPartitions);
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
    add(files, 1, Days{20260803, 20260804});
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
        writer.add(message(0, {20260803}), {});
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

TEST_CASE("archive/day_files: days in turn, more than descriptors, keep a file each") {
    const ArchiveFolder folder;
    constexpr int64_t kDays = 100;
    constexpr int64_t kRounds = 12;
    const size_t before = descriptors();
    for (const int64_t first : {int64_t{0}, kDays * kRounds}) {  // the second time behind a start
        DayFiles files = open_files(folder.path(), {.descriptors_max = 8});
        for (int64_t id = first; id < first + kDays * kRounds; ++id) {
            add(files, id, static_cast<uint32_t>(20260101 + id % kDays), {kNow.us + id});
            if (id % 7 == 0) REQUIRE(files.flush().ok());
            CHECK(descriptors() <= before + 8 + 4);
        }
        REQUIRE(files.flush().ok());
        CHECK(files.totals().closed_files == 0);
    }
    CHECK(messages_in(folder.path()).size() == 2 * kDays * kRounds);
    CHECK(sizes(folder.path()).size() == kDays);
}

TEST_CASE("archive/day_files: a message of many days waits in memory for a few of them") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path(), {.waiting_bytes_max = 1 << 16});
    Days days;
    for (uint32_t day = 20260101; day < 20260201; ++day) days.insert(day);
    add(files, 1, days);
    CHECK(files.totals().blocks > 0);  // they went out before the last was copied
    CHECK(files.complete_to() == -1);
    REQUIRE(files.flush().ok());
    CHECK(files.complete_to() == 0);
    CHECK(messages_in(folder.path()).at(1).size() == 100);
}

TEST_CASE("archive/day_files: what comes late again and again does not begin a file each time") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path());
    add(files, 0, 20260804);
    base::MonoTime now = kNow;
    for (int64_t id = 1; id <= 100; ++id) {
        add(files, id, 20260803, now);
        now = now + 110;
        REQUIRE(files.close_quiet(100, now).ok());
    }
    CHECK(files.totals().closed_files == 1);
    REQUIRE(files.close_quiet(100, now + 200).ok());
    CHECK(files.totals().closed_files == 2);
}

TEST_CASE("archive/day_files: the thousandth file of a day is not the last") {
    const ArchiveFolder folder;
    write_archive(folder.file("journal-20260803-999.bsa"), 4, 2);
    for (int64_t id = 4; id < 6; ++id) {
        DayFiles files = open_files(folder.path());
        add(files, id, 20260803);
        REQUIRE(files.flush().ok());
    }
    CHECK(records_of(folder.path() + "/journal-20260803-1000.bsa") == 2);
}

TEST_CASE("archive/day_files: open files with too many blocks: the one with most is closed") {
    const ArchiveFolder folder;
    DayFiles files = open_files(folder.path(), {.blocks_max = 10});
    for (int64_t id = 0; id < 12; ++id) {
        add(files, id, id < 8 ? 20260804 : 20260803);
        REQUIRE(files.flush().ok());
        REQUIRE(files.close_quiet(1'000'000, kNow).ok());
    }
    CHECK(files.totals().closed_files == 1);
    CHECK(journal::verify_archive(folder.path() + "/journal-20260804-000.bsa").value().closed);
}

TEST_CASE(
    "archive/day_files: a file that is taken away ends the writer before anything is durable") {
    const ArchiveFolder folder;
    const std::string file = folder.path() + "/journal-20260803-000.bsa";
    DayFiles files = open_files(folder.path());
    add(files, 0, 20260803);
    REQUIRE(files.flush().ok());
    CHECK(files.look().ok());
    std::filesystem::rename(file, folder.path() + "/elsewhere");
    CHECK(files.look().error().what == file + ": it has been taken away while it was written");
    add(files, 1, 20260803);
    CHECK(files.flush().error().code == base::Errc::Fatal);
    CHECK(files.complete_to() == 0);
}

TEST_CASE("archive/day_files: what was taken away keeps its numbers and its name") {
    const ArchiveFolder folder;
    const std::string file = folder.path() + "/journal-20260803-000.bsa";
    {
        DayFiles files = open_files(folder.path());
        for (int64_t id = 0; id < 3; ++id) add(files, id, 20260803);
        REQUIRE(files.flush().ok());
    }
    std::filesystem::rename(file, folder.path() + "/elsewhere");
    {
        DayFiles files = open_files(folder.path());
        CHECK(files.next() > 2);
        add(files, 3, 20260803);
        REQUIRE(files.flush().ok());
        CHECK(records_of(folder.path() + "/journal-20260803-001.bsa") == 1);
    }
    std::filesystem::rename(folder.path() + "/elsewhere", file);
    CHECK_FALSE(journal::verify_archive(file).value().closed);
    CHECK(open_files(folder.path()).next() > 3);
    CHECK(journal::verify_archive(file).value().closed);  // the day goes on in the next one
    CHECK(records_of(file) == 3);
    const auto whole = numbers_of(folder.path(), 20260803);
    CHECK(std::ranges::is_sorted(whole));
    CHECK(whole.size() == 4);
}

TEST_CASE("archive/day_files: also at the second loss of a day no number is given twice") {
    const ArchiveFolder folder;
    const auto file = [&](int number) {
        return folder.path() + "/journal-20260803-00" + std::to_string(number) + ".bsa";
    };
    int64_t id = 0;
    for (int loss = 0; loss < 3; ++loss) {
        DayFiles files = open_files(folder.path());
        for (int i = 0; i < 3; ++i) add(files, id++, 20260803);
        REQUIRE(files.flush().ok());
        std::filesystem::rename(file(loss), folder.path() + "/aside" + std::to_string(loss));
        if (loss > 0) {  // the one before comes back
            std::filesystem::rename(folder.path() + "/aside" + std::to_string(loss - 1),
                                    file(loss - 1));
        }
    }
    std::filesystem::rename(folder.path() + "/aside2", file(2));
    const auto whole = numbers_of(folder.path(), 20260803);
    CHECK(whole.size() == 9);
    CHECK(std::ranges::adjacent_find(whole, std::greater_equal{}) == whole.end());
}

TEST_CASE("archive/day_files: a file that is cut in place ends the writer before it acknowledges") {
    const ArchiveFolder folder;
    const std::string file = folder.path() + "/journal-20260803-000.bsa";
    DayFiles files = open_files(folder.path());
    add(files, 0, 20260803);
    REQUIRE(files.flush().ok());
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    CHECK(files.look().error().code == base::Errc::Fatal);
    add(files, 1, 20260803);
    CHECK(files.flush().error().what.find("as were written") != std::string::npos);
    CHECK(files.complete_to() == 0);
}
