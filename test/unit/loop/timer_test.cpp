#include "common/loop/timer.h"

#include <doctest/doctest.h>

#include "common/base/clock.h"
#include "test/unit/loop/run_until.h"

using loop::Loop;
using loop::Timer;
using test::run_until;

TEST_CASE("loop/timer: calls back once, not before its time") {
    Loop loop;
    int calls = 0;
    Timer timer{loop, [&] { ++calls; }};
    const auto start = base::mono_now();
    timer.start_once(20);
    CHECK(timer.running());
    loop.run();  // ends by itself: nothing is left to wait for
    // libuv counts whole milliseconds and may have begun in the middle of one.
    CHECK(base::mono_now() - start >= 19'000);
    CHECK(calls == 1);
    CHECK_FALSE(timer.running());
}

TEST_CASE("loop/timer: calls back again and again until it stops itself") {
    Loop loop;
    int calls = 0;
    Timer timer{loop, [&] {
                    if (++calls == 5) timer.stop();
                }};
    timer.start_every(1);
    loop.run();
    CHECK(calls == 5);
}

TEST_CASE("loop/timer: starting again moves the time") {
    Loop loop;
    int calls = 0;
    Timer timer{loop, [&] { ++calls; }};
    timer.start_once(60'000);
    timer.start_once(1);
    CHECK(run_until(loop, [&] { return calls == 1; }));
}

TEST_CASE("loop/timer: a stopped or destroyed timer is silent") {
    Loop loop;
    int calls = 0;
    Timer stopped{loop, [&] { ++calls; }};
    stopped.start_once(0);
    stopped.stop();
    {
        Timer destroyed{loop, [&] { ++calls; }};
        destroyed.start_once(0);
    }
    bool later = false;
    Timer after{loop, [&] { later = true; }};
    after.start_once(5);
    CHECK(run_until(loop, [&] { return later; }));
    CHECK(calls == 0);
}

TEST_CASE("loop/timer: a delay below zero is now") {
    Loop loop;
    int calls = 0;
    Timer timer{loop, [&] { ++calls; }};
    timer.start_once(-5);
    loop.run();
    CHECK(calls == 1);
}
