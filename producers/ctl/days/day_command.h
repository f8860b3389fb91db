#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ctl {

struct DayOptions {
    std::string config;
    std::optional<int64_t> day;  // yyyymmdd; not given: today at the exchanges
    std::string by;              // empty: the login name
    std::string reason;
    int64_t hours = 0;          // that it lasts from now on; 0: until midnight
    bool backwards = false;     // a day before the open one is meant, too
    bool ahead = false;         // one later than today's date at the exchanges, too
    bool while_active = false;  // such a one although the site is ACTIVE
    bool json = false;
    bool dry_run = false;
};
int show_day(const DayOptions& options);
int open_day(const DayOptions& options);
// Ends the open day now, and shows what the next one will begin with.
int close_day(const DayOptions& options);

}  // namespace ctl
