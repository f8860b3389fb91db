#include "common/amqp/encode.h"

#include <doctest/doctest.h>

#include <string>

#include "test/unit/amqp/broker_frames.h"

using namespace std::string_literals;

namespace {

constexpr uint32_t kFrameMax = 4096;

amqp::Message message(std::string body) {
    return {.exchange = "events",
            .routing_key = "trade.03",
            .content_encoding = "",
            .body = std::move(body)};
}

std::string publish_method() {
    // ticket, exchange, routing key, mandatory
    return broker::method(
        1, 60, 40, "\0\0"s + broker::short_text("events") + broker::short_text("trade.03") + "\1"s);
}

}  // namespace

TEST_CASE("amqp/encode: a publish is mandatory, persistent JSON") {
    amqp::OutputBuffer output;
    amqp::encode_publish(output, message("{}"), kFrameMax);
    // content-type and delivery-mode: bits 15 and 12
    const std::string header =
        broker::frame(2, 1,
                      "\0\x3c\0\0"s + broker::big_endian<uint64_t>(2) + "\x90\0"s +
                          broker::short_text("application/json") + "\2"s);
    CHECK(output.waiting() == publish_method() + header + broker::body("{}"));
}

TEST_CASE("amqp/encode: a content encoding is told") {
    amqp::OutputBuffer output;
    amqp::Message zstd = message("{}");
    zstd.content_encoding = "zstd";
    amqp::encode_publish(output, zstd, kFrameMax);
    const std::string header = broker::frame(
        2, 1,
        "\0\x3c\0\0"s + broker::big_endian<uint64_t>(2) + "\xd0\0"s +
            broker::short_text("application/json") + broker::short_text("zstd") + "\2"s);
    CHECK(output.waiting() == publish_method() + header + broker::body("{}"));
}

TEST_CASE("amqp/encode: a body larger than a frame is split at the frame's limit") {
    amqp::OutputBuffer output;
    const std::string large(2 * (kFrameMax - 8) + 5, 'x');
    amqp::encode_publish(output, message(large), kFrameMax);
    const std::string piece(kFrameMax - 8, 'x');
    CHECK(output.waiting().ends_with(broker::body(piece) + broker::body(piece) +
                                     broker::body("xxxxx")));
}

TEST_CASE("amqp/encode: acks, qos and heartbeat") {
    amqp::OutputBuffer output;
    amqp::encode_ack(output, 0x0102030405060708, true);
    amqp::encode_qos(output, 300);
    amqp::encode_heartbeat(output);
    CHECK(output.waiting() == broker::ack(0x0102030405060708, true) +
                                  broker::method(1, 60, 10, "\0\0\0\0\x01\x2c\0"s) +
                                  broker::heartbeat());
}

TEST_CASE("amqp/encode: consume acks by hand and tells where a stream begins") {
    const auto consume = [](std::optional<amqp::StreamOffset> stream) {
        amqp::OutputBuffer output;
        amqp::encode_consume(output, {.queue = "journal", .prefetch = 1, .stream = stream}, "0-1");
        return std::string{output.waiting()};
    };
    const auto expected = [](const std::string& arguments) {
        return broker::method(
            1, 60, 20,
            "\0\0"s + broker::short_text("journal") + broker::short_text("0-1") + "\0"s +
                broker::big_endian(static_cast<uint32_t>(arguments.size())) + arguments);
    };
    using From = amqp::StreamOffset::From;
    const std::string key = broker::short_text("x-stream-offset");
    CHECK(consume(std::nullopt) == expected(""));
    CHECK(consume({{.from = From::First}}) == expected(key + "S\0\0\0\5first"s));
    CHECK(consume({{.from = From::Offset, .value = 77}}) ==
          expected(key + "l"s + broker::big_endian<int64_t>(77)));
    CHECK(consume({{.from = From::Timestamp, .value = 99}}) ==
          expected(key + "T"s + broker::big_endian<int64_t>(99)));
}
