#include "consumers/gateway/throttle.h"

#include <doctest/doctest.h>

#include <random>

#include "test/unit/seed.h"

using base::MonoTime;
using gateway::Throttle;

TEST_CASE("gateway/throttle: lets a burst go, then one message after the other") {
    Throttle throttle{100, 5};
    CHECK(throttle.available(MonoTime{0}) == 5);
    throttle.take(5);
    CHECK(throttle.available(MonoTime{0}) == 0);
    CHECK(throttle.wait_us(MonoTime{0}, 1) == 10'000);
    CHECK(throttle.available(MonoTime{9'999}) == 0);
    CHECK(throttle.available(MonoTime{10'000}) == 1);
    CHECK(throttle.wait_us(MonoTime{10'000}, 3) == 20'000);
    CHECK(throttle.available(MonoTime{1'000'000'000'000'000}) == 5);
}

TEST_CASE("gateway/throttle: room that was not used is given back, up to the burst") {
    Throttle throttle{100, 5};
    throttle.take(4);
    throttle.give_back(2);
    CHECK(throttle.available(MonoTime{0}) == 3);
    throttle.give_back(9);
    CHECK(throttle.available(MonoTime{0}) == 5);
}

TEST_CASE("gateway/throttle: a wait for more than the burst ends with a full bucket") {
    Throttle throttle{1'000, 4};
    throttle.take(4);
    CHECK(throttle.wait_us(MonoTime{0}, 100) == 4'000);
    CHECK(throttle.wait_us(MonoTime{4'000}, 100) == 0);
    CHECK(throttle.quarter() == 1);
    CHECK(Throttle{1'000, 100}.quarter() == 25);
}

TEST_CASE("gateway/throttle: no span of time sees more than its share and one burst") {
    for (auto [seed, last] = seeds(50); seed <= last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        const auto rate = static_cast<int64_t>(random() % 5'000 + 1);
        const auto burst = static_cast<int64_t>(random() % 50 + 1);
        Throttle throttle{rate, burst};
        MonoTime now{static_cast<int64_t>(random() % 1'000'000'000)};
        const MonoTime begun = now;
        int64_t gone = 0;
        for (int step = 0; step < 1'000; ++step) {
            now = now + static_cast<int64_t>(random() % 20'000);
            const int64_t room = throttle.available(now);
            const auto taken = static_cast<int64_t>(random() % static_cast<uint64_t>(room + 1));
            throttle.take(taken);
            gone += taken;
            REQUIRE(gone <= burst + (now - begun) * rate / 1'000'000 + 1);
        }
    }
}
