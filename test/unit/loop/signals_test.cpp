#include "common/loop/signals.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "test/unit/loop/run_until.h"

using loop::Loop;
using loop::Signals;
using test::run_until;

TEST_CASE("loop/signals: SIGTERM and SIGINT ask to stop") {
    Loop loop;
    int asked = 0;
    Signals signals{loop, [&] { ++asked; }};
    REQUIRE(::raise(SIGTERM) == 0);
    CHECK(run_until(loop, [&] { return asked == 1; }));
    REQUIRE(::raise(SIGINT) == 0);
    CHECK(run_until(loop, [&] { return asked == 2; }));
}

TEST_CASE("loop/signals: alone they keep no loop running") {
    Loop loop;
    Signals signals{loop, [] {}};
    loop.run();
    CHECK(true);  // it came back
}

TEST_CASE("loop/signals: writing to a peer that has gone is an error code") {
    Loop loop;
    Signals signals{loop, [] {}};
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    ::close(ends[1]);
    CHECK(::write(ends[0], "x", 1) == -1);
    CHECK(errno == EPIPE);
    ::close(ends[0]);
}
