#include "common/site/trading_day.h"

#include <doctest/doctest.h>

using site::DayWish;
using site::next_day;
using site::TradingDay;

namespace {

constexpr int64_t kAtOpening = 1'785'728'700'000'000;
const TradingDay kOpen{20260803, 1, "asha", "start of day"};

std::string refusal(const std::optional<TradingDay>& now, const DayWish& wish,
                    const std::string& who = "ravi", const std::string& why = "drill") {
    const auto opened = next_day(now, wish, who, why, kAtOpening);
    return opened.ok() ? "" : opened.error().what;
}

}  // namespace

TEST_CASE("site/day: the first one, a later one, and one before where that is said") {
    const TradingDay first{20260803, kAtOpening, "ravi", "drill"};
    CHECK_EQ(next_day(std::nullopt, {20260803}, "ravi", "drill", kAtOpening).value(), first);
    CHECK_EQ(next_day(kOpen, {20260804}, "ravi", "drill", kAtOpening).value().day, 20260804);
    CHECK_EQ(next_day(kOpen, {20260731, true}, "ravi", "drill", kAtOpening).value().day, 20260731);
    CHECK_EQ(refusal(kOpen, {20260731}),
             "day: 20260731 is before the open day 20260803; where that is meant, say so with "
             "--backwards");
}

TEST_CASE("site/day: the open one again changes nothing, not even who opened it") {
    CHECK_EQ(next_day(kOpen, {20260803}, "ravi", "again", kAtOpening).value(), kOpen);
    CHECK_EQ(next_day(kOpen, {20260803, true}, "ravi", "again", kAtOpening).value(), kOpen);
}

TEST_CASE("site/day: what is no date, and who has no name or reason, is refused") {
    for (const int64_t day : {int64_t{0}, int64_t{20260230}, int64_t{-20260803}, int64_t{19991231},
                              20260803 + (int64_t{1} << 32)}) {
        CAPTURE(day);
        CHECK_EQ(refusal(kOpen, {day, true}), "day: must be a date yyyymmdd of 2000 to 2099");
    }
    CHECK_EQ(refusal(kOpen, {20260804}, ""), "by: must not be empty");
    CHECK_EQ(refusal(kOpen, {20260804}, "ravi", "a\nb"),
             "reason: has a character that is not allowed");
    CHECK_EQ(refusal(kOpen, {20260804}, "ravi", std::string(201, 'x')),
             "reason: must be at most 200 bytes");
}
