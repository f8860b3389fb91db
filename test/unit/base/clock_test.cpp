#include "common/base/clock.h"

#include <doctest/doctest.h>

#include <chrono>

#include "common/base/exchange_text.h"

using base::MonoTime;

TEST_CASE("base/clock: intervals are microseconds") {
    const MonoTime start{1000};
    CHECK((start + 250).us == 1250);
    CHECK((start + 250) - start == 250);
    CHECK(start < start + 1);
}

TEST_CASE("base/clock: the monotonic clock never goes back") {
    MonoTime last = base::mono_now();
    bool went_back = false;
    for (int i = 0; i < 1000; ++i) {
        const MonoTime now = base::mono_now();
        went_back = went_back || now < last;
        last = now;
    }
    CHECK_FALSE(went_back);
}

TEST_CASE("base/clock: the wall clock counts microseconds since the Unix epoch") {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const int64_t expected_us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    const int64_t difference_us = base::wall_now().us - expected_us;
    CHECK(difference_us >= 0);
    CHECK(difference_us < 60'000'000);  // room for a machine that hangs, none for a wrong unit
}

TEST_CASE("base/clock: a time of the exchange says whose it is, also behind midnight of UTC") {
    CHECK(base::exchange_text(1'785'728'700'999'999) == "2026-08-03 09:15:00 IST");
    CHECK(base::exchange_text(1'785'695'401'000'000) == "2026-08-03 00:00:01 IST");
}
