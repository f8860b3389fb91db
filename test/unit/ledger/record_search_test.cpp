#include "consumers/ledger/record_search.h"

#include <doctest/doctest.h>

#include "test/unit/archive/trade_body.h"
#include "test/unit/journal/archive_folder.h"
#include "test/unit/ledger/one_stream.h"

using ledger::place_near;

namespace {

const books::StreamId kStream{"test", kDay};

// One block for each list of numbers; a record holds one event.
void write_blocks(const ArchiveFolder& folder, const std::vector<std::vector<int64_t>>& blocks) {
    journal::ArchiveWriter writer = new_writer(folder.file());
    int64_t number = 0;
    for (const auto& block : blocks) {
        for (const int64_t seq : block) {
            std::string body = trade_json(kDay, 1);
            body.replace(body.find("\"seq\":1,"), 8, "\"seq\":" + std::to_string(seq) + ",");
            if (seq < 0) body.replace(body.find("\"test\""), 6, "\"other\"");
            if (seq < 0) body.replace(body.find("\"seq\":-"), 7, "\"seq\":");
            const std::string key = "trade.0" + std::to_string(kPartition);
            writer.add({number++, "events", key, "", body, false}, {});
        }
        base::must(writer.flush(number - 1).ok());
    }
}

int64_t near(const ArchiveFolder& folder, int64_t seq) {
    const auto place = place_near(folder.path(), kPartition, 4, kStream, seq);
    REQUIRE_MESSAGE(place.ok(), place.error().what);
    return place.value();
}

}  // namespace

TEST_CASE("ledger/record_search: never behind the first place of a number, and near it") {
    const ArchiveFolder folder;
    std::vector<std::vector<int64_t>> blocks;
    for (int64_t first = 1; first <= 400; first += 4) {
        blocks.push_back({first, first + 1, first + 2, first + 3});
    }
    write_blocks(folder, blocks);
    for (int64_t seq = 1; seq <= 400; ++seq) {
        const int64_t place = near(folder, seq);
        CHECK(place <= seq - 1);  // record n holds number n + 1
        CHECK(place >= seq - 1 - 8);
    }
    CHECK(near(folder, 1000) <= 399);
}

TEST_CASE("ledger/record_search: blocks without the stream, and repeats") {
    const ArchiveFolder folder;
    std::vector<std::vector<int64_t>> blocks(40, {-1, -2});  // of another source
    blocks[3] = {1, 2};
    blocks[17] = {3, 4};
    blocks[18] = {2, 3, 4, 5};
    blocks[33] = {6};
    write_blocks(folder, blocks);
    CHECK(near(folder, 1) <= 6);
    CHECK(near(folder, 3) <= 34);
    CHECK(near(folder, 5) <= 36 + 3);
    CHECK(near(folder, 6) <= 68);
    CHECK(near(folder, 6) > 34);
}

TEST_CASE("ledger/record_search: nothing is archived yet; damage is told") {
    const ArchiveFolder folder;
    CHECK(near(folder, 1) == 0);
    write_blocks(folder, {{1}, {2}});
    std::string bytes = ArchiveFolder::bytes_of(folder.file());
    bytes[journal::kFileHeaderBytes + 3] ^= 4;
    ArchiveFolder::write(folder.file(), bytes);
    CHECK_FALSE(place_near(folder.path(), kPartition, 4, kStream, 1).ok());
}
