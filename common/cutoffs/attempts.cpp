#include "common/cutoffs/attempts.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/base/exchange_clock.h"

namespace cutoffs {

using base::kSecondUs;

namespace {

std::string no_day(const Moment& moment) {
    if (moment.day == 0) return "day: no trading day is open";
    if (moment.day_ends_us <= moment.now_us) return "day: the open day is over";
    if (moment.clock_day != moment.day) return "day: the open day is not the exchange's date";
    return {};
}

}  // namespace

void set_clock(Moment& moment, int64_t utc_offset_s) {
    const auto time = base::exchange_time(moment.now_us, utc_offset_s);
    moment.clock_day = time.day;
    moment.second_of_day = time.second_of_day;
}

bool is_unconfirmed(const Moment& moment) {
    return moment.site_is_active && no_day(moment).empty() &&
           moment.active_since_us < moment.day_opened_us && !moment.confirmed;
}

std::string why_not(const Moment& moment) {
    if (!moment.site_is_active) return std::string{kNotActive};
    if (std::string why = no_day(moment); !why.empty()) return why;
    if (is_unconfirmed(moment)) {
        return "site: it is ACTIVE since before the day was opened; where its cut-offs are meant, "
               "say so: backstopctl cutoff confirm";
    }
    return {};
}

int64_t time_of(const Moment& moment, int64_t second_of_day) {
    const int64_t second_us = moment.now_us - moment.now_us % kSecondUs;
    return second_us + (second_of_day - moment.second_of_day) * kSecondUs;
}

bool is_late(const Moment& moment, const Hours& hours, const Pace& pace) {
    return time_of(moment, hours.at_s) < moment.active_since_us + pace.settle_s * kSecondUs;
}

bool may_begin(const Moment& moment, const Standing& standing, const Pace& pace) {
    if (standing.phase != Phase::Due || !why_not(moment).empty()) return false;
    return !is_late(moment, standing.hours, pace) ||
           moment.active_since_us + pace.settle_s * kSecondUs <= moment.now_us;
}

int64_t latest_end_us(uint32_t attempts, int64_t now_us, const Pace& pace) {
    if (attempts == 0) return now_us;
    const int64_t times = int64_t{1} << std::min<uint32_t>(attempts - 1, 2);
    return now_us - pace.pause_s * times * kSecondUs;
}

int64_t expires_us(const Moment& moment, const Hours& hours, const Pace& pace) {
    return std::min({moment.now_us + pace.attempt_s * kSecondUs, time_of(moment, hours.closes_s),
                     moment.day_ends_us});
}

}  // namespace cutoffs
