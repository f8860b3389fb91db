#include "common/loop/fd_watch.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "test/unit/loop/run_until.h"

using loop::FdWatch;
using loop::Loop;
using test::run_until;

namespace {

struct Pair {
    Pair() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0); }
    ~Pair() {
        ::close(ends[0]);
        if (ends[1] >= 0) ::close(ends[1]);
    }
    void close_far_end() {
        ::close(ends[1]);
        ends[1] = -1;
    }
    std::array<int, 2> ends{};
};

// A few turns, with a chance to see what is ready.
void few_turns(Loop& loop) {
    for (int i = 0; i < 3; ++i) loop.run_once();
}

}  // namespace

TEST_CASE("loop/fd_watch: tells when there is something to read, and only then") {
    Loop loop;
    Pair pair;
    int reads = 0;
    char byte = 0;
    FdWatch watch{loop, pair.ends[0], [&](FdWatch::Ready ready) {
                      if (ready.readable && ::read(pair.ends[0], &byte, 1) == 1) ++reads;
                  }};
    watch.want(true, false);
    few_turns(loop);
    CHECK(reads == 0);
    REQUIRE(::write(pair.ends[1], "x", 1) == 1);
    CHECK(run_until(loop, [&] { return reads == 1; }));
    CHECK(byte == 'x');
}

TEST_CASE("loop/fd_watch: tells of room to write only while that is wanted") {
    Loop loop;
    Pair pair;
    int writables = 0;
    FdWatch watch{loop, pair.ends[0],
                  [&](FdWatch::Ready ready) { writables += ready.writable ? 1 : 0; }};
    watch.want(true, false);
    few_turns(loop);
    CHECK(writables == 0);
    watch.want(true, true);
    CHECK(run_until(loop, [&] { return writables > 0; }));
    watch.want(true, false);
    const int before = writables;
    few_turns(loop);
    CHECK(writables == before);
}

TEST_CASE("loop/fd_watch: a peer that has gone is something to read") {
    Loop loop;
    Pair pair;
    bool readable = false;
    FdWatch watch{loop, pair.ends[0],
                  [&](FdWatch::Ready ready) { readable = readable || ready.readable; }};
    watch.want(true, false);
    pair.close_far_end();
    CHECK(run_until(loop, [&] { return readable; }));
}

TEST_CASE("loop/fd_watch: wanting nothing is silent") {
    Loop loop;
    Pair pair;
    int calls = 0;
    FdWatch watch{loop, pair.ends[0], [&](FdWatch::Ready) { ++calls; }};
    watch.want(true, true);
    watch.want(false, false);
    REQUIRE(::write(pair.ends[1], "x", 1) == 1);
    few_turns(loop);
    CHECK(calls == 0);
}
