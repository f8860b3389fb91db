#include "producers/replay/selection.h"

#include <doctest/doctest.h>

#include "common/events/partition.h"
#include "test/unit/events/make_event.h"

using replay::exchange_time;
using replay::Selection;

namespace {

constexpr int64_t kIndiaS = 19'800;

}  // namespace

TEST_CASE("selection: a time of the day is the exchange's, as microseconds since the epoch") {
    // 2026-08-03 09:15 in India is 03:45 in Greenwich.
    CHECK(exchange_time(20260803, "09:15", kIndiaS).value() == 1'785'728'700'000'000);
    CHECK(exchange_time(20260803, "09:15:01", kIndiaS).value() == 1'785'728'701'000'000);
    for (const char* wrong : {"", "9:15", "09", "24:00", "09:60", "09:15:60", "09:15:01:2",
                              "09:15:", "ab:cd", "-1:00", "09:15 "}) {
        CAPTURE(wrong);
        CHECK_FALSE(exchange_time(20260803, wrong, kIndiaS).ok());
    }
}

TEST_CASE("selection: an event is wanted when it is within every limit") {
    events::Event event = make_trade();
    event.seq = 5;
    event.exchange_time_us = 100;
    Selection all;
    all.day = event.day;
    CHECK(all.everything());
    CHECK(all.wants(event));

    Selection selection = all;
    selection.from_seq = 5;
    selection.to_seq = 5;
    selection.from_us = 100;
    selection.to_us = 101;
    CHECK(selection.wants(event));
    CHECK(selection.cuts_streams());

    for (const auto& change : std::vector<void (*)(Selection&)>{
             [](Selection& s) { s.from_seq = 6; }, [](Selection& s) { s.to_seq = 4; },
             [](Selection& s) { s.from_us = 101; }, [](Selection& s) { s.to_us = 100; },
             [](Selection& s) { s.account = "NOBODY"; }}) {
        Selection other = all;
        change(other);
        CHECK_FALSE(other.wants(event));
        CHECK_FALSE(other.everything());
        CHECK(other.text() != all.text());
    }
}

TEST_CASE("selection: an account lives in one partition") {
    Selection selection;
    selection.account = "AB1234";
    const int32_t its = events::partition_of("AB1234", 4);
    for (int32_t partition = 0; partition < 4; ++partition) {
        CHECK(selection.meets(partition, 4) == (partition == its));
    }
    selection.partition = its == 0 ? 1 : 0;
    CHECK_FALSE(selection.meets(its, 4));
}
