#include "common/cutoffs/attempts.h"

#include <doctest/doctest.h>

namespace cutoffs {

namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kMidnightUs = 1'795'113'000'000'000;  // 20 November 2026, 00:00 in India
constexpr int64_t kIndia = 19'800;
constexpr Hours kHours{54'000, 55'800};
constexpr Pace kPace{};

int64_t at(int64_t second) { return kMidnightUs + second * kSecond; }

// Of a site that is ACTIVE since the morning of its day.
Moment moment_at(int64_t second) {
    Moment moment;
    moment.site_is_active = true;
    moment.epoch = 7;
    moment.day = 20261120;
    moment.day_opened_us = at(28'800);
    moment.day_ends_us = at(86'400);
    moment.active_since_us = at(36'000);
    moment.now_us = at(second) + 123'456;
    set_clock(moment, kIndia);
    return moment;
}

bool begins(const Moment& moment) {
    const Phase phase = moment.second_of_day < kHours.at_s ? Phase::Before : Phase::Due;
    return may_begin(moment, {{}, phase, kHours}, kPace);
}

}  // namespace

TEST_CASE("cutoffs/attempts: the first one begins at the cut-off's second") {
    CHECK_FALSE(begins(moment_at(53'999)));
    CHECK(begins(moment_at(54'000)));
    CHECK(moment_at(54'000).clock_day == 20261120);
    CHECK_FALSE(may_begin(moment_at(55'800), {{}, Phase::Closed, kHours}, kPace));
}

TEST_CASE("cutoffs/attempts: the next one waits, longer each time, and never for ever") {
    const int64_t now = at(54'100);
    CHECK(latest_end_us(0, now, kPace) == now);
    CHECK(latest_end_us(1, now, kPace) == now - 30 * kSecond);
    CHECK(latest_end_us(2, now, kPace) == now - 60 * kSecond);
    CHECK(latest_end_us(3, now, kPace) == now - 120 * kSecond);
    CHECK(latest_end_us(4'000'000'000, now, kPace) == now - 120 * kSecond);
}

TEST_CASE("cutoffs/attempts: one lasts its time, never beyond the close or the day") {
    CHECK(expires_us(moment_at(54'000), kHours, kPace) == at(54'600) + 123'456);
    CHECK(expires_us(moment_at(55'790), kHours, kPace) == at(55'800));
    Moment short_day = moment_at(54'000);
    short_day.day_ends_us = at(54'100);
    CHECK(expires_us(short_day, kHours, kPace) == at(54'100));
    CHECK(expires_us(moment_at(55'799), kHours, kPace) > moment_at(55'799).now_us);
}

TEST_CASE("cutoffs/attempts: one that was past at the activation waits until that has settled") {
    Moment moment = moment_at(54'300);
    moment.active_since_us = at(54'290);
    CHECK(is_late(moment, kHours, kPace));
    CHECK_FALSE(begins(moment));
    moment = moment_at(54'350);
    moment.active_since_us = at(54'290);
    CHECK(begins(moment));
    // A second before the cut-off is no better than a second behind it.
    moment = moment_at(54'000);
    moment.active_since_us = at(53'999);
    CHECK(is_late(moment, kHours, kPace));
    CHECK_FALSE(begins(moment));
    moment.active_since_us = at(53'940);
    CHECK_FALSE(is_late(moment, kHours, kPace));
    CHECK(begins(moment));
}

TEST_CASE("cutoffs/attempts: under an activation from before the day nothing is begun unasked") {
    Moment moment = moment_at(54'000);
    moment.active_since_us = moment.day_opened_us - 1;
    CHECK(is_unconfirmed(moment));
    CHECK_FALSE(begins(moment));
    CHECK(why_not(moment).find("cutoff confirm") != std::string::npos);
    moment.confirmed = true;
    CHECK(why_not(moment).empty());
    CHECK(begins(moment));
    moment.confirmed = false;
    moment.active_since_us = moment.day_opened_us;
    CHECK(begins(moment));
}

TEST_CASE("cutoffs/attempts: why nothing is done") {
    Moment moment = moment_at(54'000);
    CHECK(why_not(moment).empty());
    moment.clock_day = 20261121;
    CHECK(why_not(moment) == "day: the open day is not the exchange's date");
    moment.day_ends_us = moment.now_us;
    CHECK(why_not(moment) == "day: the open day is over");
    moment.day = 0;
    CHECK(why_not(moment) == "day: no trading day is open");
    CHECK_FALSE(is_unconfirmed(moment));
    moment.site_is_active = false;
    CHECK(why_not(moment) == kNotActive);
}

}  // namespace cutoffs
