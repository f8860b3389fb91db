#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/cutoffs/calendar.h"

namespace cutoffs {

// How attempts follow each other. Seconds.
struct Pace {
    int64_t attempt_s = 600;  // one lasts so long at most: then positions and prices are read anew
    // Between the end of one and the next: this, then twice and four times as long. Each costs the
    // exchange a few orders for each position that finds nobody to trade with.
    int64_t pause_s = 30;
    // Where the site became ACTIVE later than so long before the cut-off, the main site may have
    // done it, and may be about it: nothing is begun before this time after the activation, nor for
    // an account of which the main site's orders have moved in that market within this time.
    int64_t settle_s = 60;
};
inline constexpr uint32_t kAttemptsMax = 999;  // of an account in a market and day

// All that says whether this site may square off by the clock at all, read at one moment.
struct Moment {
    bool site_is_active = false;
    int64_t epoch = 0;
    int64_t active_since_us = 0;
    uint32_t day = 0;  // that is open; 0: none
    int64_t day_opened_us = 0;
    int64_t day_ends_us = 0;
    bool confirmed = false;  // that an activation from before the day is meant for it
    int64_t now_us = 0;      // the database's clock
    uint32_t clock_day = 0;  // the date that it shows at the exchange
    int64_t second_of_day = 0;
};

// The moment's date and second, of its `now_us`. Pure.
void set_clock(Moment& moment, int64_t utc_offset_s);

inline constexpr std::string_view kNotActive = "site: it is not ACTIVE";
// Why nothing is squared off by the clock; empty: it is. Pure.
std::string why_not(const Moment& moment);
// Whether that is because the activation is of an earlier day, and nobody has confirmed it. Pure.
bool is_unconfirmed(const Moment& moment);

// A session's time as that of the database's clock, on the moment's date. Pure.
int64_t time_of(const Moment& moment, int64_t second_of_day);
// Whether the main site may have begun it: see Pace::settle_s. Pure.
bool is_late(const Moment& moment, const Hours& hours, const Pace& pace);
// Whether attempts may begin: it is due and, where it is late, the activation has settled. Pure.
bool may_begin(const Moment& moment, const Standing& standing, const Pace& pace);
// After so many attempts the next one may begin where the last of them ended then or before; a
// first one at once. Pure.
int64_t latest_end_us(uint32_t attempts, int64_t now_us, const Pace& pace);
// Until when an attempt lasts that begins now: never beyond the close, nor the day. Pure.
int64_t expires_us(const Moment& moment, const Hours& hours, const Pace& pace);

}  // namespace cutoffs
