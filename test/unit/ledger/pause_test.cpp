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

TEST_CASE("ledger/pause: its beginning and its end are each told once") {
    PauseWatch watch;
    CHECK(watch.saw({}, MonoTime{0}) == Change::None);
    CHECK(watch.saw(books::Pause{}, MonoTime{1}) == Change::Begun);
    CHECK(watch.paused());
    CHECK(watch.saw(books::Pause{}, MonoTime{2}) == Change::None);
    CHECK(watch.saw({}, MonoTime{3}) == Change::Over);
    CHECK_FALSE(watch.paused());
}
