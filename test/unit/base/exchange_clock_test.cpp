#include "common/base/exchange_clock.h"

#include <doctest/doctest.h>

TEST_CASE("base/exchange_clock: a time of the day is hours and minutes") {
    CHECK(base::second_of("09:15") == 33'300);
    CHECK(base::second_of("00:00") == 0);
    CHECK(base::second_of("23:59") == 86'340);
    for (const char* text : {"", "9:15", "24:00", "09:60", "09-15", "-9:15", "09:1x"}) {
        CHECK_FALSE(base::second_of(text).has_value());
    }
}
