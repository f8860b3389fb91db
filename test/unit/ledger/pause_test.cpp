#include "consumers/ledger/pause.h"

#include <doctest/doctest.h>

using base::MonoTime;
using ledger::PauseWatch;
using Change = ledger::PauseWatch::Change;

TEST_CASE("ledger/pause: is looked for at the start, every 200 ms, and at once when it was met") {
    PauseWatch watch;
    CHECK(watch.due(MonoTime{0}));
    (void)watch.saw({}, MonoTime{0});
    CHECK_FALSE(watch.due(MonoTime{199'999}));
    CHECK(watch.due(MonoTime{200'000}));
    watch.look_now();
    CHECK(watch.due(MonoTime{1}));
}

namespace {

books::Pause pause(int64_t since_us, int64_t resumed_us = 0) {
    books::Pause pause;
    pause.since_us = since_us;
    pause.resumed_us = resumed_us;
    return pause;
}

}  // namespace

TEST_CASE("ledger/pause: its beginning, its end and that it has caught up are each told once") {
    PauseWatch watch;
    CHECK(watch.saw({}, MonoTime{0}) == Change::None);
    CHECK(watch.saw(pause(1), MonoTime{1}) == Change::Begun);
    CHECK(watch.paused());
    CHECK(watch.saw(pause(1), MonoTime{2}) == Change::None);
    CHECK(watch.saw(pause(1, 9), MonoTime{3}) == Change::Resumed);
    CHECK_FALSE(watch.paused());
    CHECK(watch.saw(pause(1, 9), MonoTime{4}) == Change::None);
    CHECK(watch.saw({}, MonoTime{5}) == Change::Over);
    CHECK_FALSE(watch.paused());
}

TEST_CASE("ledger/pause: another pause between two looks is noticed") {
    PauseWatch watch;
    CHECK(watch.saw(pause(1, 9), MonoTime{0}) == Change::Resumed);
    CHECK(watch.saw(pause(1, 12), MonoTime{1}) == Change::Resumed);
    CHECK(watch.saw(pause(13), MonoTime{2}) == Change::Begun);
    CHECK(watch.saw(pause(14), MonoTime{3}) == Change::Begun);
    CHECK(watch.paused());
}
