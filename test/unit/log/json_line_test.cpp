#include "common/log/json_line.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using logging::Field;

namespace {

constexpr int64_t kMorning_us = 1'623'384'900'000'042;  // 2021-06-11 04:15:00.000042 UTC

std::string line(std::string_view message, const std::vector<Field>& fields = {}) {
    return logging::json_line({.time = {kMorning_us},
                               .level = "info",
                               .service = "feed",
                               .message = message,
                               .fields = fields});
}

// What stands behind the message, without the closing brace.
std::string tail(const std::vector<Field>& fields) {
    const std::string start = line("m");
    const std::string all = line("m", fields);
    return all.substr(start.size() - 1, all.size() - start.size());
}

}  // namespace

TEST_CASE("log/json_line: time, level, service, message, then the fields in order") {
    CHECK(line("connected", {{"host", "b1"}, {"attempt", 3}}) ==
          R"({"time":"2021-06-11T04:15:00.000042Z","level":"info","service":"feed",)"
          R"("message":"connected","host":"b1","attempt":3})");
}

TEST_CASE("log/json_line: each kind of field") {
    CHECK(tail({{"a", true}, {"b", false}}) == R"(,"a":true,"b":false)");
    CHECK(tail({{"a", int64_t{-5}}, {"b", 7u}, {"c", size_t{9}}}) == R"(,"a":-5,"b":7,"c":9)");
    CHECK(tail({{"a", "literal"}, {"b", std::string{"text"}}}) == R"(,"a":"literal","b":"text")");
    CHECK(tail({{"a", std::numeric_limits<uint64_t>::max()}}) == R"(,"a":18446744073709551615)");
}

TEST_CASE("log/json_line: escapes quotes, backslashes and control characters") {
    CHECK(tail({{"a", "say \"no\""}}) == R"(,"a":"say \"no\"")");
    CHECK(tail({{"a", "C:\\x"}}) == R"(,"a":"C:\\x")");
    CHECK(tail({{"a", "one\ntwo\tthree\r"}}) == R"(,"a":"one\ntwo\tthree\u000d")");
    CHECK(tail({{"a", std::string_view{"\0\x1b\x7f", 3}}}) == R"(,"a":"\u0000\u001b\u007f")");
    CHECK(tail({{"k\"y", 1}}) == R"(,"k\"y":1)");
}

TEST_CASE("log/json_line: UTF-8 stays as it is") {
    CHECK(tail({{"a", "₹ é 🙂"}}) == ",\"a\":\"₹ é 🙂\"");
}

TEST_CASE("log/json_line: bytes that are not UTF-8 become U+FFFD, one for each") {
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(tail({{"a", "x\xFFy"}}) == ",\"a\":\"x" + bad + "y\"");
    CHECK(tail({{"a", "\xC3"}}) == ",\"a\":\"" + bad + "\"");                      // cut off
    CHECK(tail({{"a", "\xC0\xAF"}}) == ",\"a\":\"" + bad + bad + "\"");            // overlong
    CHECK(tail({{"a", "\xED\xA0\x80"}}) == ",\"a\":\"" + bad + bad + bad + "\"");  // surrogate
    CHECK(tail({{"a", "\xF4\x90\x80\x80"}}) == ",\"a\":\"" + bad + bad + bad + bad + "\"");
}

TEST_CASE("log/json_line: cuts a long text between characters") {
    const std::string fits(logging::kTextBytesMax, 'x');
    CHECK(tail({{"a", fits}}) == ",\"a\":\"" + fits + "\"");
    CHECK(tail({{"a", fits + "y"}}) == ",\"a\":\"" + fits + "…\"");
    const std::string one_short(logging::kTextBytesMax - 1, 'x');
    CHECK(tail({{"a", one_short + "é"}}) == ",\"a\":\"" + one_short + "…\"");
}

TEST_CASE("log/json_line: a time before the epoch or absurdly late does not break the line") {
    const std::string early = logging::json_line(
        {.time = {-1}, .level = "info", .service = "s", .message = "m", .fields = {}});
    CHECK(early.starts_with(R"({"time":"1969-12-31T23:59:59.999999Z")"));
}
