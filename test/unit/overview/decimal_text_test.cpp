#include "common/overview/decimal_text.h"

#include <doctest/doctest.h>

using overview::scaled;

TEST_CASE("overview/decimal_text: reads what Prometheus and RabbitMQ write") {
    CHECK(scaled("0", 1000) == 0);
    CHECK(scaled("5.8", 1000) == 5800);
    CHECK(scaled("1.5e+06", 1) == 1'500'000);
    CHECK(scaled("+2", 1000) == 2000);
    CHECK(scaled("-0.0004", 1000) == 0);
    CHECK(scaled("0.0006", 1000) == 1);
}

TEST_CASE("overview/decimal_text: what is no number, not finite or too large is absent") {
    for (const char* text : {"", "x", "1 ", "1,5", "NaN", "+Inf", "-Inf", "1e19", "++1", "0x10"}) {
        CAPTURE(text);
        CHECK_FALSE(scaled(text, 1'000'000).has_value());
    }
}
