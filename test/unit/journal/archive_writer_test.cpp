#include "common/journal/archive_writer.h"

#include <doctest/doctest.h>

#include "test/unit/journal/archive_folder.h"

using journal::ArchiveWriter;

TEST_CASE("writer: goes on wherever the last one was ended, and the file is as without an end") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 9, 3);
    const std::string whole = ArchiveFolder::bytes_of(folder.file());
    for (size_t size = journal::kFileHeaderBytes; size < whole.size(); ++size) {
        ArchiveFolder::write(folder.file(), whole.substr(0, size));
        auto writer = ArchiveWriter::resume(folder.file());
        REQUIRE_MESSAGE(writer.ok(), size, ": ", writer.error().what);
        ArchiveWriter again = std::move(writer).value();
        int64_t offset = 3 * static_cast<int64_t>(again.blocks().size());
        for (; offset < 9; ++offset) {
            again.add(trade(offset), {1000 + offset, 2000 + offset});
            if ((offset + 1) % 3 == 0) REQUIRE(again.flush(offset - 3).ok());
        }
        REQUIRE(again.close().ok());
        REQUIRE_MESSAGE(ArchiveFolder::bytes_of(folder.file()) == whole, size);
    }
}

TEST_CASE("writer: a damaged file is not gone on with and not changed") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 9, 3, false);
    std::string bytes = ArchiveFolder::bytes_of(folder.file());
    bytes[journal::kFileHeaderBytes + 20] ^= 1;
    ArchiveFolder::write(folder.file(), bytes);
    const auto writer = ArchiveWriter::resume(folder.file());
    REQUIRE_FALSE(writer.ok());
    CHECK(writer.error().code == base::Errc::Invalid);
    CHECK(ArchiveFolder::bytes_of(folder.file()) == bytes);
}

TEST_CASE("writer: neither writes over a file nor goes on with a closed one") {
    const ArchiveFolder folder;
    write_archive(folder.file(), 1, 1);
    CHECK_FALSE(ArchiveWriter::create(folder.file(), {20260803, 0}).ok());
    CHECK_FALSE(ArchiveWriter::resume(folder.file()).ok());
}

TEST_CASE("writer: an empty day can be closed and read") {
    const ArchiveFolder folder;
    ArchiveWriter writer = new_writer(folder.file());
    REQUIRE(writer.flush(-1).ok());
    REQUIRE(writer.close().ok());
    CHECK(read_archive(folder.file()).error.empty());
    CHECK(journal::verify_archive(folder.file()).value().closed);
}
