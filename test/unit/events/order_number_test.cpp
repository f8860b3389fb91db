#include "common/events/order_number.h"

#include <doctest/doctest.h>

#include <string>

using events::is_no_order_number;

TEST_CASE("events/order number: what exchanges write while there is none") {
    for (const char* text : {"",        " ",        "\t",   "0",    "00",     "0000000000000000",
                             " 0 ",     "NONE",     "none", "None", " NONE ", "NULL",
                             "null",    "NIL",      "N/A",  "n/a",  "NA",     "NaN",
                             "-",       "--",       "-1",   "0-0",  "0.0",    "*",
                             "UNKNOWN", "undefined"}) {
        CAPTURE(text);
        CHECK(is_no_order_number(text));
    }
}

TEST_CASE("events/order number: everything else is a number") {
    for (const char* text : {"1", "01", "10", "1000000000000001", "N1", "A", "NONE1", "0A", "X0",
                             "NO", "0-1", "-2", "NULLS", "1100000000000000"}) {
        CAPTURE(text);
        CHECK_FALSE(is_no_order_number(text));
    }
}
