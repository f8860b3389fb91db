#include "common/loop/turn_end.h"

#include <doctest/doctest.h>

#include <string>

#include "common/loop/timer.h"

using loop::Loop;
using loop::Timer;
using loop::TurnEnd;

TEST_CASE("loop/turn_end: comes after the turn's timers, once for all of them") {
    Loop loop;
    std::string order;
    Timer first{loop, [&] { order += 't'; }};
    Timer second{loop, [&] { order += 't'; }};
    TurnEnd end{loop, [&] {
                    if (!order.empty() && order.back() == 't') order += 'e';
                }};
    first.start_once(0);
    second.start_once(0);
    loop.run();
    CHECK(order == "tte");
}

TEST_CASE("loop/turn_end: alone it keeps no loop running, destroyed it is silent") {
    Loop loop;
    int calls = 0;
    {
        TurnEnd end{loop, [&] { ++calls; }};
        loop.run();
        loop.run_once();
    }
    const int before = calls;
    loop.run_once();
    CHECK(calls == before);
}
