#include "common/site/trading_day.h"

#include <doctest/doctest.h>

#include "common/base/clock.h"

using site::DayWish;
using site::next_day;
using site::TradingDay;

namespace {

constexpr int64_t kAtOpening = 1'785'728'700'000'000;
// 20260803 at 09:15 is kAtOpening; midnight follows 14 h 45 min later.
constexpr int64_t kMidnight = kAtOpening + 53'100 * base::kSecondUs;
const TradingDay kOpen{20260803, 1, kMidnight, "asha", "start of day"};

std::string refusal(const std::optional<TradingDay>& now, const DayWish& wish,
                    const std::string& who = "ravi", const std::string& why = "drill") {
    const auto opened = next_day(now, wish, who, why, kAtOpening);
    return opened.ok() ? "" : opened.error().what;
}

}  // namespace

TEST_CASE("site/day: the first one, a later one, and one before where that is said") {
    const TradingDay first{20260803, kAtOpening, kMidnight, "ravi", "drill"};
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

TEST_CASE(
    "site/day: it ends at midnight of its date, or of the date it is opened on, or when told") {
    constexpr int64_t kHourUs = 3'600 * base::kSecondUs;
    const auto ends = [](const DayWish& wish, int64_t now_us) {
        return next_day(std::nullopt, wish, "ravi", "drill", now_us).value().ends_us;
    };
    CHECK_EQ(ends({20260803}, kMidnight - 1), kMidnight);
    CHECK_EQ(ends({20260804}, kAtOpening), kMidnight + 24 * kHourUs);  // ahead
    CHECK_EQ(ends({20210611}, kAtOpening), kMidnight);                 // a recorded day
    CHECK_EQ(ends({20260803}, kMidnight), kMidnight + 24 * kHourUs);   // a minute too late
    CHECK_EQ(ends({20260803, false, 3}, kAtOpening), kAtOpening + 3 * kHourUs);
    TradingDay longer = kOpen;
    longer.ends_us = kAtOpening + 20 * kHourUs;
    CHECK_EQ(
        next_day(kOpen, {20260803, false, 20}, "ravi", "an evening session", kAtOpening).value(),
        longer);
    CHECK_EQ(refusal(kOpen, {20260804, false, 49}), "hours: must be 1 to 48");
}

TEST_CASE("site/day: one that is over goes on only where its end is said anew") {
    CHECK_EQ(refusal(kOpen, {20260803}), "");
    TradingDay over = kOpen;
    over.ends_us = kAtOpening;
    CHECK_EQ(refusal(over, {20260803}),
             "day: 20260803 is over since 2026-08-03 09:15:00 IST; --hours N goes on with it");
    CHECK_EQ(next_day(over, {20260803, false, 1}, "ravi", "evening", kAtOpening).value().ends_us,
             kAtOpening + 3'600 * base::kSecondUs);
}

TEST_CASE("site/day: a site that is still active when its day is over is told") {
    site::SiteState active;
    active.state = site::State::Active;
    CHECK_EQ(site::day_left_active(active, kOpen, kMidnight),
             "the site is ACTIVE, and its day 20260803 is over");
    CHECK_FALSE(site::day_left_active(active, kOpen, kMidnight - 1));
    CHECK_FALSE(site::day_left_active(site::SiteState{}, kOpen, kMidnight));
    CHECK_FALSE(site::day_left_active(active, std::nullopt, kMidnight));
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
