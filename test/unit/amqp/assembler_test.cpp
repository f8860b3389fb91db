#include "common/amqp/assembler.h"

#include <doctest/doctest.h>

#include <string>

#include "test/unit/amqp/broker_frames.h"
#include "test/unit/amqp/incoming_text.h"

namespace {

constexpr size_t kBodyMax = 100;

std::string decoded(const std::string& bytes) {
    return IncomingText::of(bytes, bytes.size(), kBodyMax);
}

}  // namespace

TEST_CASE("amqp/assembler: joins a delivery of one frame, of several, and of none") {
    CHECK(decoded(broker::deliver("c", 7, false) + broker::header(3) + broker::body("abc")) ==
          "content c 7 [] - 3 abc\n");
    CHECK(decoded(broker::deliver("c", 8, true) + broker::header(5, "zstd", 42) +
                  broker::body("ab") + broker::body("cde")) ==
          "content c 8 again [zstd] 42 5 abcde\n");
    CHECK(decoded(broker::deliver("c", 9, false) + broker::header(0)) == "content c 9 [] - 0 \n");
}

TEST_CASE("amqp/assembler: a dead letter tells how it died, the next message nothing") {
    CHECK(decoded(broker::deliver("c", 1, false) +
                  broker::header_of_the_dead("notify.sms", "rejected", "notify", "notify.sms", 2) +
                  broker::body("x") + broker::deliver("c", 2, false) + broker::header(1) +
                  broker::body("y")) ==
          "content c 1 [] - 1 x dead of rejected in notify.sms to notify notify.sms x2\n"
          "content c 2 [] - 1 y\n");
}

TEST_CASE("amqp/assembler: nothing of one delivery stays for the next") {
    CHECK(decoded(broker::deliver("c", 1, true) + broker::header(1, "zstd", 5) + broker::body("x") +
                  broker::deliver("c", 2, false) + broker::header(1) + broker::body("y")) ==
          "content c 1 again [zstd] 5 1 x\ncontent c 2 [] - 1 y\n");
}

TEST_CASE("amqp/assembler: a body above the limit is cut, and the next message is whole") {
    const std::string large(250, 'z');
    CHECK(decoded(broker::deliver("c", 1, false) + broker::header(250) +
                  broker::body(large.substr(0, 120)) + broker::body(large.substr(120)) +
                  broker::deliver("c", 2, false) + broker::header(1) + broker::body("y")) ==
          "content c 1 [] - 250 " + large.substr(0, kBodyMax) + "\ncontent c 2 [] - 1 y\n");
}

TEST_CASE("amqp/assembler: a returned message is a return, not a delivery") {
    CHECK(decoded(broker::returned(312, "NO_ROUTE") + broker::header(2) + broker::body("ab") +
                  broker::ack(1, false)) == "return 312 events trade.99\nack 1\n");
}

TEST_CASE("amqp/assembler: methods of one frame, and heartbeats mean nothing") {
    CHECK(decoded(broker::ack(5, true) + broker::heartbeat() + broker::nack(6) +
                  broker::consume_ok("c") + broker::blocked("memory") + broker::unblocked()) ==
          "ack 5*\nnack 6\nconsuming c\nblocked memory\nunblocked\n");
    CHECK(decoded(broker::cancel("c")) == "ended consumer cancelled by the broker: c\n");
    CHECK(decoded(broker::channel_close("NOT_FOUND")) ==
          "ended channel closed by the broker: NOT_FOUND\n");
}

TEST_CASE("amqp/assembler: the connection may speak inside a message, the channel may not") {
    const std::string begun =
        broker::deliver("c", 1, false) + broker::header(2) + broker::body("a");
    CHECK(decoded(begun + broker::blocked("disk") + broker::heartbeat() + broker::body("b")) ==
          "blocked disk\ncontent c 1 [] - 2 ab\n");
    CHECK(decoded(begun + broker::ack(1, false)) == "error\n");
}

TEST_CASE("amqp/assembler: frames out of place are errors") {
    CHECK(decoded(broker::header(1)) == "error\n");
    CHECK(decoded(broker::body("a")) == "error\n");
    CHECK(decoded(broker::deliver("c", 1, false) + broker::body("a")) == "error\n");
    CHECK(decoded(broker::deliver("c", 1, false) + broker::header(1) + broker::body("ab")) ==
          "error\n");
    CHECK(decoded(broker::deliver("c", 1, false) + broker::header(1) + broker::header(1)) ==
          "error\n");
    CHECK(decoded(broker::method(2, 60, 80, std::string(9, '\1'))) == "error\n");
    CHECK(decoded(broker::method(1, 60, 9999, "")) == "error\n");
    CHECK(decoded(std::string(64, '\xFF')) == "error\n");
}

TEST_CASE("amqp/assembler: any cutting of the bytes gives the same") {
    std::string bytes;
    for (uint64_t tag = 1; tag <= 20; ++tag) {
        bytes += broker::deliver("c", tag, tag % 2 == 0) + broker::header(tag + 3, "zstd", 9) +
                 broker::body(std::string(tag, 'a')) + broker::body("xyz") + broker::ack(tag, true);
    }
    const std::string whole = decoded(bytes);
    CHECK(whole.size() > 400);
    for (size_t piece = 1; piece <= 64; ++piece)
        REQUIRE(IncomingText::of(bytes, piece, kBodyMax) == whole);
}
