// A reader never tells a record that was not written, whatever happens to the file.
#include <doctest/doctest.h>

#include "test/unit/journal/archive_folder.h"

namespace {

constexpr int64_t kRecords = 7;

bool is_beginning(const std::vector<journal::Record>& records) {
    for (size_t i = 0; i < records.size(); ++i) {
        if (!same(records[i], trade(static_cast<int64_t>(i)))) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("damage: every altered bit of a closed file is found, with the file and the place") {
    const ArchiveFolder folder;
    write_archive(folder.file(), kRecords, 3);
    const std::string good = ArchiveFolder::bytes_of(folder.file());
    for (size_t bit = 0; bit < 8 * good.size(); ++bit) {
        std::string altered = good;
        altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
        ArchiveFolder::write(folder.file(), altered);
        const Told told = read_archive(folder.file());
        REQUIRE_MESSAGE(told.invalid, "bit ", bit, ": ", told.error);
        REQUIRE(told.error.starts_with(folder.file()));
        REQUIRE_MESSAGE(told.error.find("byte") != std::string::npos, told.error);
        REQUIRE(is_beginning(told.records));
        REQUIRE_FALSE(journal::verify_archive(folder.file()).ok());
    }
}

TEST_CASE("damage: a file cut anywhere is refused, or reads as one that was not closed") {
    const ArchiveFolder folder;
    write_archive(folder.file(), kRecords, 3);
    const std::string good = ArchiveFolder::bytes_of(folder.file());
    for (size_t size = 0; size < good.size(); ++size) {
        ArchiveFolder::write(folder.file(), good.substr(0, size));
        const Told told = read_archive(folder.file());
        REQUIRE(is_beginning(told.records));
        if (size < journal::kFileHeaderBytes) {
            REQUIRE(told.invalid);
            continue;
        }
        REQUIRE_MESSAGE(told.error.empty(), size, ": ", told.error);
        const auto verified = journal::verify_archive(folder.file());
        REQUIRE(verified.ok());
        REQUIRE_FALSE(verified.value().closed);
        REQUIRE(verified.value().records == told.records.size());
        const uint64_t whole = size - verified.value().unfinished_bytes;
        REQUIRE(whole <= size);
    }
}

TEST_CASE("damage: bytes behind the index are found") {
    const ArchiveFolder folder;
    write_archive(folder.file(), kRecords, 3);
    ArchiveFolder::write(folder.file(), ArchiveFolder::bytes_of(folder.file()) + "x");
    CHECK(read_archive(folder.file()).invalid);
}

TEST_CASE("damage: two blocks changed against each other are found") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 6, 3, false);
    std::string bytes = ArchiveFolder::bytes_of(folder.file());
    const size_t block = (bytes.size() - journal::kFileHeaderBytes) / 2;
    const size_t begin = journal::kFileHeaderBytes;
    ArchiveFolder::write(folder.file(), bytes.substr(0, begin) + bytes.substr(begin + block) +
                                            bytes.substr(begin, block));
    const Told told = read_archive(folder.file());
    CHECK(told.invalid);
    CHECK(told.records.empty());
}

TEST_CASE("damage: another file, no file") {
    const ArchiveFolder folder;
    ArchiveFolder::write(folder.file(), std::string(500, 'x'));
    CHECK(read_archive(folder.file()).error.find("not an archive") != std::string::npos);
    const Told none = read_archive(folder.file("journal-20260804-000.bsa"));
    CHECK_FALSE(none.invalid);
    CHECK(none.error.find("No such file") != std::string::npos);
}
