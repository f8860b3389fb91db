#include "common/journal/archive_reader.h"

#include <doctest/doctest.h>

#include "test/unit/journal/archive_folder.h"

namespace {

std::vector<int64_t> offsets(const ArchiveFolder& folder, journal::Selection selection) {
    auto reader = journal::ArchiveReader::open(folder.file(), selection);
    REQUIRE(reader.ok());
    std::vector<int64_t> all;
    for (const auto& record : told_by(*reader.value()).records) all.push_back(record.offset);
    return all;
}

}  // namespace

TEST_CASE("reader: all records in their order") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 10, 4);
    const Told told = read_archive(folder.file());
    CHECK(told.error.empty());
    REQUIRE(told.records.size() == 10);
    for (size_t i = 0; i < 10; ++i) CHECK(same(told.records[i], trade(static_cast<int64_t>(i))));
}

TEST_CASE("reader: a selection leaves out whole blocks") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 9, 3);
    CHECK(offsets(folder, {.from_offset = 4}) == std::vector<int64_t>{3, 4, 5, 6, 7, 8});
    CHECK(offsets(folder, {.from_offset = 9}).empty());
    CHECK(offsets(folder, {.partition = 3}) == std::vector<int64_t>{3, 4, 5, 6, 7, 8});
    CHECK(offsets(folder, {.partition = 9}).empty());
    CHECK(offsets(folder, {.from_us = 2006}) == std::vector<int64_t>{6, 7, 8});
    CHECK(offsets(folder, {.to_us = 1002}) == std::vector<int64_t>{0, 1, 2});
}

TEST_CASE("reader: a gap is told, and the records around it") {
    const ArchiveFolder folder;
    journal::ArchiveWriter writer = new_writer(folder.file());
    writer.add(trade(0), {});
    REQUIRE(writer.flush(-1).ok());
    REQUIRE(writer.mark_gap(1, 41, 0).ok());
    writer.add(trade(42), {});
    REQUIRE(writer.flush(41).ok());
    REQUIRE(writer.close().ok());
    auto reader = journal::ArchiveReader::open(folder.file());
    REQUIRE(reader.ok());
    CHECK(told_by(*reader.value()).records.size() == 2);
    CHECK(reader.value()->gaps() == std::vector<journal::OffsetGap>{{1, 41}});
    CHECK(journal::verify_archive(folder.file()).value().gaps == 1);
}

TEST_CASE("reader: a day is all its files, one after the other") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 5, 2);
    journal::ArchiveWriter late = new_writer(folder.file("journal-20260803-001.bsa"), 8);
    late.add(trade(8), {});
    REQUIRE(late.flush(7).ok());
    write_archive(folder.file("journal-20260804-000.bsa"), 3, 2);
    const Told told = read_archive(folder.path() + "/20260803");
    CHECK(told.error.empty());
    REQUIRE(told.records.size() == 6);
    CHECK(told.records.back().offset == 8);
    CHECK(read_archive(folder.path() + "/20260805").error.find("no archive") != std::string::npos);
}

TEST_CASE("reader: follows a file that is being written up to its last whole block") {
    const ArchiveFolder folder;
    journal::ArchiveWriter writer = new_writer(folder.file());
    CHECK(read_archive(folder.file()).records.empty());
    writer.add(trade(0), {});
    CHECK(read_archive(folder.file()).records.empty());
    REQUIRE(writer.flush(-1).ok());
    CHECK(read_archive(folder.file()).records.size() == 1);
}
