#include "consumers/reconciler/whole_sweep.h"

#include <doctest/doctest.h>

using reconciler::Share;
using reconciler::WholeSweep;

namespace {

base::MonoTime at(int64_t seconds) { return base::MonoTime{seconds * base::kSecondUs}; }

}  // namespace

TEST_CASE("reconciler/whole_sweep: all are compared since the sweep that is through began") {
    const Share all{};
    WholeSweep sweep;
    sweep.on_round(all, true, at(10));
    CHECK_FALSE(sweep.since());
    sweep.on_round(all, false, at(20));
    sweep.on_through(all);
    CHECK(*sweep.since() == at(10));
    sweep.on_round(all, true, at(30));
    CHECK(*sweep.since() == at(10));
    sweep.on_through(all);
    CHECK(*sweep.since() == at(30));
}

TEST_CASE("reconciler/whole_sweep: of shares the last one ends it, whatever is swept twice") {
    const Share one{0, 2};
    const Share two{1, 2};
    WholeSweep sweep;
    sweep.on_round(one, true, at(10));
    sweep.on_through(one);
    sweep.on_round(one, true, at(20));  // others are not through; this one is cut off
    sweep.on_round(two, true, at(30));
    CHECK_FALSE(sweep.since());
    sweep.on_through(two);
    CHECK(*sweep.since() == at(10));
    sweep.on_restart();
    sweep.on_round(one, true, at(40));
    sweep.on_round(two, true, at(50));
    sweep.on_through(two);
    CHECK(*sweep.since() == at(40));
}

TEST_CASE("reconciler/whole_sweep: a share that is passed over leaves it as it was") {
    WholeSweep sweep;
    sweep.on_round({0, 2}, true, at(10));
    sweep.on_restart();
    sweep.on_round({1, 2}, true, at(20));
    sweep.on_through({1, 2});
    CHECK_FALSE(sweep.since());
    sweep.on_round({}, true, at(30));
    sweep.on_through({});
    sweep.on_day();
    CHECK_FALSE(sweep.since());
}
