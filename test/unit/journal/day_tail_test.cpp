#include "common/journal/day_tail.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "test/unit/journal/archive_folder.h"

using journal::DayRecord;
using journal::DayTail;

namespace {

constexpr uint32_t kDay = 20260803;

void write_block(journal::ArchiveWriter& writer, int64_t first, int64_t last) {
    for (int64_t number = first; number <= last; ++number) writer.add(trade(number), {});
    REQUIRE(writer.flush(first - 1).ok());
}

// The numbers up to the end for now.
std::vector<int64_t> numbers(journal::Source& source) {
    std::vector<int64_t> found;
    while (true) {
        const auto record = source.next();
        REQUIRE_MESSAGE(record.ok(), record.error().what);
        if (!record.value()) return found;
        found.push_back(record.value()->offset);
    }
}

using Numbers = std::vector<int64_t>;

}  // namespace

TEST_CASE(
    "journal/day_tail: follows a file that grows, is closed, and is gone on with in another") {
    const ArchiveFolder folder;
    DayTail tail{folder.path(), kDay};
    CHECK(numbers(tail).empty());
    journal::ArchiveWriter writer = new_writer(folder.file());
    CHECK(numbers(tail).empty());
    write_block(writer, 0, 2);
    CHECK(numbers(tail) == Numbers{0, 1, 2});
    CHECK(numbers(tail).empty());
    write_block(writer, 5, 5);
    write_block(writer, 6, 7);
    CHECK(numbers(tail) == Numbers{5, 6, 7});
    write_block(writer, 8, 8);
    REQUIRE(writer.close().ok());
    CHECK(numbers(tail) == Numbers{8});
    CHECK(numbers(tail).empty());
    journal::ArchiveWriter second = new_writer(folder.file("journal-20260803-001.bsa"), 20);
    journal::ArchiveWriter other = new_writer(folder.file("journal-20260804-000.bsa"), 30);
    write_block(other, 30, 31);
    write_block(second, 20, 20);
    CHECK(numbers(tail) == Numbers{20});
    CHECK(tail.next_number() == 21);
}

TEST_CASE("journal/day_tail: closed right behind what was read") {
    const ArchiveFolder folder;
    journal::ArchiveWriter writer = new_writer(folder.file());
    write_block(writer, 0, 1);
    DayTail tail{folder.path(), kDay};
    CHECK(numbers(tail) == Numbers{0, 1});
    REQUIRE(writer.close().ok());
    CHECK(numbers(tail).empty());
    CHECK(numbers(tail).empty());
}

TEST_CASE("journal/day_tail: a block that is being written is not there yet") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 6, 3, false);
    const std::string whole = ArchiveFolder::bytes_of(folder.file());
    for (const size_t cut : {size_t{1}, size_t{100}, whole.size() - 40}) {
        ArchiveFolder::write(folder.file(), whole.substr(0, cut));
        DayTail tail{folder.path(), kDay};
        (void)numbers(tail);
        std::ofstream{folder.file(), std::ios::binary | std::ios::app} << whole.substr(cut);
        (void)numbers(tail);
        CHECK(tail.next_number() == 6);
    }
}

TEST_CASE("journal/day_tail: begins at a number, and a record ends at one") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 9, 3, false);
    DayTail tail{folder.path(), kDay, 4};
    CHECK(numbers(tail) == Numbers{4, 5, 6, 7, 8});
    DayRecord part{folder.path(), kDay, 2, 4};
    CHECK(numbers(part) == Numbers{2, 3, 4});
    DayRecord none{folder.path(), 20260804, 0, 100};
    CHECK(numbers(none).empty());
}

TEST_CASE("journal/day_tail: a file that was left damaged does not hide the one behind it") {
    const ArchiveFolder folder;
    const std::string path = folder.file();
    {
        journal::ArchiveWriter writer = new_writer(path);
        write_block(writer, 0, 2);
        write_block(writer, 3, 5);
    }
    std::string bytes = ArchiveFolder::bytes_of(path);
    bytes[journal::kFileHeaderBytes + journal::kBlockHeaderBytes + 3] ^= 4;  // of the first block
    ArchiveFolder::write(path, bytes);
    DayTail behind{folder.path(), kDay, 3};
    CHECK(numbers(behind) == Numbers{3, 4, 5});
    ArchiveFolder::write(folder.file("journal-20260803-001.bsa"), "BSARC");  // being begun
    CHECK(numbers(behind).empty());
    std::filesystem::remove(folder.file("journal-20260803-001.bsa"));
    journal::ArchiveWriter second = new_writer(folder.file("journal-20260803-001.bsa"), 50);
    CHECK(numbers(behind).empty());
    write_block(second, 50, 51);
    CHECK(numbers(behind) == Numbers{50, 51});
    DayTail damaged{folder.path(), kDay};
    CHECK_FALSE(damaged.next().ok());
}

TEST_CASE("journal/day_tail: files that end before its first number are not read") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 6, 3);
    std::string bytes = ArchiveFolder::bytes_of(folder.file());
    bytes[journal::kFileHeaderBytes + 3] ^= 4;  // of a block's header
    ArchiveFolder::write(folder.file(), bytes);
    journal::ArchiveWriter second = new_writer(folder.file("journal-20260803-001.bsa"), 6);
    write_block(second, 6, 7);
    DayTail tail{folder.path(), kDay, 6};
    CHECK(numbers(tail) == Numbers{6, 7});
}

TEST_CASE("journal/day_tail: damage and lost records are told, never passed over") {
    const ArchiveFolder folder;
    journal::ArchiveWriter writer = new_writer(folder.file());
    write_block(writer, 0, 1);
    REQUIRE(writer.mark_gap(2, 5, 1).ok());
    write_block(writer, 6, 7);
    DayTail tail{folder.path(), kDay};
    CHECK(tail.next().ok());
    CHECK(tail.next().ok());
    CHECK_FALSE(tail.next().ok());
}

TEST_CASE("journal/day_tail: a file that is taken away while it is read is told") {
    const ArchiveFolder folder;
    journal::ArchiveWriter writer = new_writer(folder.file());
    write_block(writer, 0, 2);
    DayTail tail{folder.path(), kDay};
    CHECK(numbers(tail) == Numbers{0, 1, 2});
    CHECK_FALSE(tail.folder_changed());
    std::filesystem::rename(folder.file(), folder.path() + "/elsewhere");
    const auto next = tail.next();
    REQUIRE_FALSE(next.ok());
    CHECK(next.error().what == folder.file() + ": it has been taken away");
    CHECK(tail.folder_changed());
}

TEST_CASE("journal/day_tail: a file that was read goes, or one that was missing comes back") {
    const ArchiveFolder folder;
    const std::string first = folder.file("journal-20260803-000.bsa");
    const std::string aside = folder.path() + "/elsewhere";
    {
        journal::ArchiveWriter writer = new_writer(first);
        write_block(writer, 0, 2);
        REQUIRE(writer.close().ok());
    }
    auto second =
        journal::ArchiveWriter::create(folder.file("journal-20260803-001.bsa"), {kDay, 3});
    REQUIRE(second.ok());
    journal::ArchiveWriter later = std::move(second).value();
    write_block(later, 3, 4);
    DayTail whole{folder.path(), kDay};
    CHECK(numbers(whole) == Numbers{0, 1, 2, 3, 4});
    std::filesystem::rename(first, aside);
    CHECK(whole.next().error().what == first + ": it has been taken away");
    DayTail rest{folder.path(), kDay};
    CHECK(numbers(rest) == Numbers{3, 4});
    std::filesystem::rename(aside, first);
    CHECK(rest.next().error().what == first + ": it has come back");
    CHECK(rest.folder_changed());
}
