#include "common/amqp/acks.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <string>

using amqp::Acks;

namespace {

Acks delivered(uint64_t tags) {
    Acks acks;
    for (uint64_t tag = 1; tag <= tags; ++tag) REQUIRE(acks.delivered(tag));
    return acks;
}

// The acks to send as text: "3* 5" is 3 with `multiple`, then 5 alone.
std::string taken(Acks& acks) {
    std::string text;
    for (const amqp::Ack& ack : acks.take()) {
        text += (text.empty() ? "" : " ") + std::to_string(ack.tag) + (ack.multiple ? "*" : "");
    }
    return text;
}

}  // namespace

TEST_CASE("amqp/acks: what is done without a hole is one ack with multiple") {
    Acks acks = delivered(4);
    for (const uint64_t tag : {2U, 1U, 3U}) acks.done(tag);
    CHECK(acks.unacked() == 1);
    CHECK(taken(acks) == "3*");
    CHECK(taken(acks).empty());
}

TEST_CASE("amqp/acks: above an open delivery acks go one by one") {
    Acks acks = delivered(6);
    for (const uint64_t tag : {5U, 1U, 4U, 3U}) acks.done(tag);
    CHECK(taken(acks) == "1* 3 4 5");
    acks.done(2);
    CHECK(taken(acks) == "2*");
    acks.done(6);
    CHECK(taken(acks) == "6*");
    CHECK(acks.unacked() == 0);
}

TEST_CASE("amqp/acks: a tag acked before is never the tag of an ack with multiple") {
    Acks acks = delivered(3);
    acks.done(3);
    CHECK(taken(acks) == "3");
    acks.done(1);
    acks.done(2);
    CHECK(taken(acks) == "2*");
}

TEST_CASE("amqp/acks: tags must come as 1, 2, 3, and again from 1 after a reset") {
    Acks acks = delivered(2);
    CHECK_FALSE(acks.delivered(4));
    CHECK_FALSE(acks.delivered(2));
    acks.reset();
    CHECK(acks.unacked() == 0);
    CHECK_FALSE(acks.waiting());
    CHECK(acks.delivered(1));
}

TEST_CASE("amqp/acks: a broker that follows the acks ends with exactly the open deliveries") {
    Acks acks = delivered(200);
    std::set<uint64_t> broker;
    for (uint64_t tag = 1; tag <= 200; ++tag) broker.insert(tag);
    // 7 and 200 have no common divisor: each tag once, far from in order.
    for (uint64_t i = 0, tag = 0; i < 150; ++i, tag = (tag + 7) % 200) {
        acks.done(tag + 1);
        if (i % 13 != 0) continue;
        for (const amqp::Ack& ack : acks.take()) {
            REQUIRE(broker.contains(ack.tag));  // else it would close the channel
            const auto end = broker.upper_bound(ack.tag);
            broker.erase(ack.multiple ? broker.begin() : broker.find(ack.tag), end);
        }
        REQUIRE(broker.size() == acks.unacked());
    }
}
