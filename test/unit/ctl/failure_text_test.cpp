#include "producers/ctl/failure_text.h"

#include <doctest/doctest.h>

TEST_CASE("ctl/failure_text: what the database says of a value is told in words") {
    CHECK(ctl::explained("SELECT 1: 1267 Illegal mix of collations")
              .starts_with("a value has letters beyond a to z"));
    CHECK(ctl::explained("account: A1 is unknown") == "account: A1 is unknown");
}

TEST_CASE("ctl/failure_text: the field stands apart from the reason") {
    CHECK(ctl::error_json("account: A1 is unknown", 1) ==
          R"({"error":{"field":"account","reason":"A1 is unknown","exit_code":1}})");
    CHECK(ctl::error_json("amqp.heartbeat: unknown key", 2) ==
          R"({"error":{"field":"amqp.heartbeat","reason":"unknown key","exit_code":2}})");
    CHECK(ctl::error_json("--reason is required", 2) ==
          R"({"error":{"field":"reason","reason":"--reason is required","exit_code":2}})");
    CHECK(ctl::error_json("connect to database 127.0.0.1:1: no", 1) ==
          R"({"error":{"field":"","reason":"connect to database 127.0.0.1:1: no","exit_code":1}})");
    CHECK(ctl::error_json("", 1) == R"({"error":{"field":"","reason":"","exit_code":1}})");
}

TEST_CASE("ctl/failure_text: a field that is called as its command is said once") {
    CHECK(ctl::sentence_of("day open", "day: 20260803 is over") ==
          "day open: day: 20260803 is over");
    CHECK(ctl::sentence_of("instrument", "instrument: no such one") == "instrument: no such one");
    CHECK(ctl::sentence_of("day", "days: 3") == "day: days: 3");
}
