#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "common/events/names.h"

// When positions of intraday products are squared off by the clock: the table `cutoffs` and, above
// it, the calendar `cutoff_days`. Pure but for store.h. Seconds are those of the exchange's day.
namespace cutoffs {

inline constexpr int64_t kDayS = 86'400;
// The only product that the clock squares off; all others are carried.
inline constexpr events::Product kIntraday = events::Product::Mis;

struct Market {
    events::Exchange exchange{};
    events::Segment segment{};
    events::Product product{};
    friend auto operator<=>(const Market&, const Market&) = default;
};
std::string name_of(const Market& market);  // NSE CM MIS

struct Hours {
    int64_t at_s = 0;      // from then on positions are squared off
    int64_t closes_s = 0;  // and not any more from then on
    friend auto operator<=>(const Hours&, const Hours&) = default;
};
inline constexpr Hours kNoSession{0, 0};  // of the calendar: the market has no cut-off on that day

// A row of either table.
struct Line {
    bool of_day = false;  // the calendar's
    Market market;
    Hours hours;
    friend bool operator==(const Line&, const Line&) = default;
};

// What holds on a day: of a market of which the calendar has lines, those, else the rule's. By
// market and time; kNoSession is left out.
std::vector<Line> in_force(std::vector<Line> lines);

// Where a market stands at a second of the day.
enum class Phase {
    Before,  // its next cut-off is to come, and nothing is done until then
    Due,
    Closed  // the last of the day is over
};
struct Standing {
    Market market;
    Phase phase{};
    Hours hours;  // of the session that is meant
    friend bool operator==(const Standing&, const Standing&) = default;
};
// One for each market. Between two sessions the next one is meant: what is held then may be its
// own.
std::vector<Standing> standings(const std::vector<Line>& in_force, int64_t second_of_day);

// Empty, or what is wrong with these sessions of one market, beginning with the field.
std::string problem_of(std::vector<Hours> sessions);
inline constexpr size_t kSessionsMax = 4;  // of a day

}  // namespace cutoffs
