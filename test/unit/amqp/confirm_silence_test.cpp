#include "common/amqp/confirm_silence.h"

#include <doctest/doctest.h>

using amqp::ConfirmSilence;

namespace {

constexpr int64_t kSecond_us = 1'000'000;

// A tick a second. Returns after how many of at most `ticks_max` the silence was too long; 0:
// never.
struct Clock {
    int ticks_until_too_long(int ticks_max, bool owed = true) {
        for (int tick = 1; tick <= ticks_max; ++tick) {
            now.us += kSecond_us;
            if (silence.on_tick(now, owed)) return tick;
        }
        return 0;
    }
    ConfirmSilence silence{30 * kSecond_us};
    base::MonoTime now{500 * kSecond_us};
};

}  // namespace

TEST_CASE("amqp/confirm_silence: too long after 30 s in which messages were outstanding") {
    Clock clock;
    CHECK(clock.ticks_until_too_long(100) == 31);  // the first tick begins the count
}

TEST_CASE("amqp/confirm_silence: each answer begins the count anew") {
    Clock clock;
    CHECK(clock.ticks_until_too_long(29) == 0);
    clock.silence.on_answer();
    CHECK(clock.ticks_until_too_long(100) == 31);
}

TEST_CASE("amqp/confirm_silence: nothing is owed while all is confirmed, blocked or down") {
    Clock clock;
    CHECK(clock.ticks_until_too_long(100, /*owed=*/false) == 0);
    CHECK(clock.ticks_until_too_long(29) == 0);
    CHECK(clock.ticks_until_too_long(1, /*owed=*/false) == 0);
    CHECK(clock.ticks_until_too_long(100) == 31);
}

TEST_CASE("amqp/confirm_silence: told once, then it counts anew") {
    Clock clock;
    CHECK(clock.ticks_until_too_long(100) == 31);
    CHECK(clock.ticks_until_too_long(100) == 31);
}
