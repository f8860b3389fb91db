#include "common/journal/archive_block.h"

#include <doctest/doctest.h>

#include "common/journal/archive_codec.h"
#include "common/journal/crc64.h"

using journal::BlockBuilder;
using journal::BlockReader;
using journal::Record;

namespace {

journal::BlockHeader header_of(const std::string& bytes) {
    const auto header = journal::decode_block_header(bytes);
    REQUIRE(header.ok());
    return header.value();
}

std::string_view payload_of(const std::string& bytes) {
    return std::string_view{bytes}.substr(journal::kBlockHeaderBytes);
}

}  // namespace

TEST_CASE("crc64: the check value, and in pieces the same as at once") {
    CHECK(journal::crc64("123456789") == 0x995DC9BBDF1939FA);
    CHECK(journal::crc64("") == 0);
    const std::string text = "the quick brown fox jumps over the lazy dog";
    for (size_t cut = 0; cut <= text.size(); ++cut) {
        CHECK(journal::crc64(text.substr(cut), journal::crc64(text.substr(0, cut))) ==
              journal::crc64(text));
    }
}

TEST_CASE("block: what is added comes out again, texts of any bytes among it") {
    BlockBuilder builder;
    const Record first{7, "events", "trade.03.own", "zstd", std::string("\0\xff\n", 3), false};
    const Record second{9, "", "", "", "", true};
    builder.add(first, {500, 600});
    builder.add(second, {});
    const std::string bytes = builder.take(4, 6);
    CHECK(builder.empty());

    const journal::BlockHeader header = header_of(bytes);
    CHECK(header.number == 4);
    CHECK(header.records == 2);
    CHECK(header.first_offset == 7);
    CHECK(header.last_offset == 9);
    CHECK(header.complete_to == 6);
    CHECK(header.first_time_us == 500);
    CHECK(header.last_time_us == 600);
    CHECK(header.partitions.count() == 1);
    CHECK(header.partitions[3]);

    BlockReader reader;
    REQUIRE(reader.open(header, payload_of(bytes)).ok());
    Record record;
    REQUIRE(reader.next(record));
    CHECK(record.body == first.body);
    CHECK(record.routing_key == "trade.03.own");
    CHECK_FALSE(record.cut);
    REQUIRE(reader.next(record));
    CHECK(record.offset == 9);
    CHECK(record.cut);
    CHECK_FALSE(reader.next(record));
}

TEST_CASE("block: times are the lowest and the highest of its records") {
    BlockBuilder builder;
    builder.add({0, "e", "k", "", "b", false}, {});
    builder.add({1, "e", "k", "", "b", false}, {50, 90});
    builder.add({2, "e", "k", "", "b", false}, {40, 60});
    const journal::BlockHeader header = header_of(builder.take(0, -1));
    CHECK(header.first_time_us == 40);
    CHECK(header.last_time_us == 90);
}

TEST_CASE("block: a text longer than its length field is cut and the record says so") {
    BlockBuilder builder;
    builder.add({0, "e", std::string(300, 'k'), "", "b", false}, {});
    const std::string bytes = builder.take(0, -1);
    BlockReader reader;
    REQUIRE(reader.open(header_of(bytes), payload_of(bytes)).ok());
    Record record;
    REQUIRE(reader.next(record));
    CHECK(record.routing_key.size() == 255);
    CHECK(record.cut);
}

TEST_CASE("block: the largest body fits behind a block that is all but full") {
    BlockBuilder builder;
    builder.add({0, "e", "k", "", std::string(journal::kBlockRawBytes - 100, 'a'), false}, {});
    CHECK_FALSE(builder.full());
    builder.add({1, "e", "k", "", std::string(4u << 20, 'b'), false}, {});
    CHECK(builder.full());
    const std::string bytes = builder.take(0, -1);
    BlockReader reader;
    REQUIRE(reader.open(header_of(bytes), payload_of(bytes)).ok());
    Record record;
    REQUIRE(reader.next(record));
    REQUIRE(reader.next(record));
    CHECK(record.body.size() == (4u << 20));
}

TEST_CASE("block: a header with any altered bit is refused") {
    BlockBuilder builder;
    builder.add({5, "events", "trade.01", "", "body", false}, {1, 2});
    const std::string bytes = builder.take(0, 4);
    for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        std::string altered = bytes;
        altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
        const auto header = journal::decode_block_header(altered);
        if (!header.ok()) continue;
        REQUIRE_MESSAGE(bit >= 8 * journal::kBlockHeaderBytes, bit);
        BlockReader reader;
        CHECK_FALSE(reader.open(header.value(), payload_of(altered)).ok());
    }
}

TEST_CASE("block: the partition is the number in the routing key") {
    CHECK(journal::partition_of("trade.07") == 7);
    CHECK(journal::partition_of("order.255.own") == 255);
    CHECK(journal::partition_of("squareoff.00") == 0);
    for (const char* none : {"", "nse-1", "trade", "trade.", "trade.x", "trade.1x", "trade.256",
                             "notify.sms.urgent", "trade.0007"}) {
        CHECK_MESSAGE(journal::partition_of(none) == -1, none);
    }
}
