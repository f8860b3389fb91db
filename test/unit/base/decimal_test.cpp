#include "common/base/decimal.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

using base::DecimalError;
using base::parse_price;

namespace {

std::string shown(int64_t units) {
    std::string text;
    base::append_price(text, units);
    return text;
}

bool reads(std::string_view text, int64_t units) {
    const auto parsed = parse_price(text);
    return std::holds_alternative<int64_t>(parsed) && std::get<int64_t>(parsed) == units;
}

bool refuses(std::string_view text, DecimalError error) {
    const auto parsed = parse_price(text);
    return std::holds_alternative<DecimalError>(parsed) && std::get<DecimalError>(parsed) == error;
}

}  // namespace

TEST_CASE("base/decimal: reads rupees into units of 0.0001") {
    CHECK(reads("0", 0));
    CHECK(reads("123", 1'230'000));
    CHECK(reads("123.45", 1'234'500));
    CHECK(reads("0.0001", 1));
    CHECK(reads("-0.05", -500));
    CHECK(reads("10000000", 100'000'000'000));
}

TEST_CASE("base/decimal: refuses a fifth decimal, even a zero") {
    CHECK(reads("1.2345", 12'345));
    CHECK(refuses("1.23456", DecimalError::TooManyDecimals));
    CHECK(refuses("1.23450", DecimalError::TooManyDecimals));
}

TEST_CASE("base/decimal: refuses an exponent") {
    CHECK(refuses("1e3", DecimalError::Exponent));
    CHECK(refuses("1.5E-2", DecimalError::Exponent));
}

TEST_CASE("base/decimal: refuses what is not a decimal") {
    for (const std::string_view text :
         {"", "-", ".", ".5", "5.", "1.2.3", "+1", " 1", "1 ", "--1", "abc", "0x1", "1,5"}) {
        CAPTURE(text);
        CHECK(refuses(text, DecimalError::NotADecimal));
    }
}

TEST_CASE("base/decimal: refuses more than 14 digits before the point instead of overflowing") {
    CHECK(reads("99999999999999.9999", 999'999'999'999'999'999));
    CHECK(refuses("100000000000000", DecimalError::TooLarge));
    CHECK(refuses(std::string(1000, '9'), DecimalError::TooLarge));
}

TEST_CASE("base/decimal: shows the shortest text") {
    CHECK(shown(0) == "0");
    CHECK(shown(1'234'500) == "123.45");
    CHECK(shown(1'230'000) == "123");
    CHECK(shown(1) == "0.0001");
    CHECK(shown(-500) == "-0.05");
    CHECK(shown(10'010) == "1.001");
}

TEST_CASE("base/decimal: shows the outermost values") {
    CHECK(shown(std::numeric_limits<int64_t>::max()) == "922337203685477.5807");
    CHECK(shown(std::numeric_limits<int64_t>::min()) == "-922337203685477.5808");
}

TEST_CASE("base/decimal: what is shown reads back") {
    uint64_t state = 20210611;
    for (int i = 0; i < 10'000; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const auto units = static_cast<int64_t>(state >> 20) - (int64_t{1} << 43);
        CAPTURE(units);
        REQUIRE(reads(shown(units), units));
    }
}

TEST_CASE("base/decimal: appends to what is there") {
    std::string text = "price=";
    base::append_price(text, 15'000);
    CHECK(text == "price=1.5");
}
