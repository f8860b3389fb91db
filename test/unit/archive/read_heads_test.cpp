#include "consumers/archive/read_heads.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "common/log/log.h"
#include "test/unit/archive/trade_body.h"
#include "test/unit/journal/archive_folder.h"

using archive::Heads;

namespace {

const int32_t kPartition = events::partition_of("AB1234", 4);

void write_day(const std::string& path, uint32_t day, int64_t number) {
    auto writer = journal::ArchiveWriter::create(path, {day, number});
    REQUIRE(writer.ok());
    auto file = std::move(writer).value();
    journal::Record record{
        number, "events", "trade.0" + std::to_string(kPartition), "", trade_json(day, 300), false};
    file.add(record, {});
    REQUIRE(file.flush(-1).ok());
}

Heads read(const ArchiveFolder& folder, base::Status& status, size_t heads_max = 10) {
    logging::start("unit_archive", logging::Level::Error);
    Heads heads;
    Heads all;
    status = archive::read_heads({folder.path(), 4, 0, 100, heads_max}, heads, [&] {
        raise_heads(all, std::exchange(heads, {}));
        return base::Status{base::Unit{}};
    });
    raise_heads(all, heads);
    return all;
}

}  // namespace

TEST_CASE("archive/read_heads: damage is passed over, what stands beside it is told") {
    const ArchiveFolder folder;
    for (uint32_t i = 0; i < 3; ++i) {
        write_day(folder.file("journal-2026080" + std::to_string(i + 3) + "-000.bsa"), 20260803 + i,
                  i);
    }
    const std::string path = folder.file("journal-20260804-000.bsa");
    std::string bytes = ArchiveFolder::bytes_of(path);
    bytes[journal::kFileHeaderBytes + journal::kBlockHeaderBytes + 3] ^= 4;
    ArchiveFolder::write(path, bytes);
    ArchiveFolder::write(folder.file("journal-20260806-000.bsa"), "BSA");  // being begun
    for (const size_t heads_max : {0u, 10u}) {
        base::Status status = base::Unit{};
        const Heads heads = read(folder, status, heads_max);
        CHECK(status.ok());
        CHECK(heads ==
              Heads{{{kPartition, {"test", 20260803}}, 1}, {{kPartition, {"test", 20260805}}, 1}});
    }
}

TEST_CASE("archive/read_heads: a file that could not be read is an error, not an end") {
    const ArchiveFolder folder;
    write_day(folder.file("journal-20260805-000.bsa"), 20260805, 1);
    std::filesystem::create_directory(folder.file("journal-20260804-000.bsa"));
    base::Status status = base::Unit{};
    (void)read(folder, status);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == base::Errc::Fatal);
}
