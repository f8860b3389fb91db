#include "common/amqp/owed_confirm.h"

#include <doctest/doctest.h>

using amqp::OwedConfirm;

namespace {

constexpr int64_t kSecond_us = 1'000'000;

// A tick a second.
struct Clock {
    // After how many of at most `ticks_max` the confirm has been owed for too long; 0: never.
    int ticks_until_too_long(int ticks_max, bool is_owed = true) {
        for (int tick = 1; tick <= ticks_max; ++tick) {
            now.us += kSecond_us;
            if (owed.on_tick(now, is_owed, confirmed_through)) return tick;
        }
        return 0;
    }
    OwedConfirm owed{10 * kSecond_us};
    base::MonoTime now{500 * kSecond_us};
    uint64_t confirmed_through = 0;
};

}  // namespace

TEST_CASE("amqp/owed_confirm: too long after 10 s in which the lowest message was outstanding") {
    Clock clock;
    CHECK(clock.ticks_until_too_long(100) == 11);  // the first tick begins the count
}

TEST_CASE("amqp/owed_confirm: it begins anew when the lowest message is confirmed") {
    Clock clock;
    for (int round = 0; round < 20; ++round) {
        CHECK(clock.ticks_until_too_long(9) == 0);
        ++clock.confirmed_through;
    }
    CHECK(clock.ticks_until_too_long(100) == 11);
}

TEST_CASE(
    "amqp/owed_confirm: it begins anew when told: a refusal is an answer, a link is another") {
    Clock clock;
    CHECK(clock.ticks_until_too_long(9) == 0);
    clock.owed.begin_anew();
    CHECK(clock.ticks_until_too_long(100) == 11);
}

TEST_CASE("amqp/owed_confirm: nothing is owed while all is confirmed, blocked or down") {
    Clock clock;
    CHECK(clock.ticks_until_too_long(100, /*is_owed=*/false) == 0);
    CHECK(clock.ticks_until_too_long(9) == 0);
    CHECK(clock.ticks_until_too_long(1, /*is_owed=*/false) == 0);
    CHECK(clock.ticks_until_too_long(100) == 11);
}

TEST_CASE("amqp/owed_confirm: told once, then it counts anew") {
    Clock clock;
    CHECK(clock.ticks_until_too_long(100) == 11);
    CHECK(clock.ticks_until_too_long(100) == 10);
}
