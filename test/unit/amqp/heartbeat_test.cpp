#include "common/amqp/heartbeat.h"

#include <doctest/doctest.h>

using amqp::Heartbeat;
using amqp::Pulse;
using base::MonoTime;

namespace {

constexpr int64_t kInterval = 10'000'000;

MonoTime at(int64_t seconds) { return {seconds * 1'000'000}; }

}  // namespace

TEST_CASE("amqp/heartbeat: sends one after half an interval of silence from us") {
    Heartbeat heartbeat{kInterval, at(0)};
    CHECK(heartbeat.on_tick(at(4)) == Pulse::Quiet);
    CHECK(heartbeat.on_tick(at(5)) == Pulse::SendHeartbeat);
    heartbeat.sent(at(5));
    CHECK(heartbeat.on_tick(at(9)) == Pulse::Quiet);
    CHECK(heartbeat.on_tick(at(10)) == Pulse::SendHeartbeat);
}

TEST_CASE("amqp/heartbeat: the peer is dead after more than two intervals without a byte") {
    Heartbeat heartbeat{kInterval, at(0)};
    heartbeat.heard(at(3));
    for (int64_t second = 3; second <= 23; ++second) {
        heartbeat.sent(at(second));
        REQUIRE(heartbeat.on_tick(at(second)) == Pulse::Quiet);
    }
    CHECK(heartbeat.on_tick(at(24)) == Pulse::PeerIsDead);
}

TEST_CASE("amqp/heartbeat: after a pause of our own the peer gets one more interval") {
    Heartbeat heartbeat{kInterval, at(0)};
    CHECK(heartbeat.on_tick(at(60)) == Pulse::SendHeartbeat);
    for (int64_t second = 62; second <= 70; second += 2) {
        REQUIRE(heartbeat.on_tick(at(second)) == Pulse::SendHeartbeat);
    }
    CHECK(heartbeat.on_tick(at(72)) == Pulse::PeerIsDead);
}
