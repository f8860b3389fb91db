#include "common/cutoffs/calendar.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace cutoffs {

std::string name_of(const Market& market) {
    return std::string{events::name_of(market.exchange)} + " " +
           std::string{events::name_of(market.segment)} + " " +
           std::string{events::name_of(market.product)};
}

std::vector<Line> in_force(std::vector<Line> lines) {
    std::set<Market> with_calendar;
    for (const Line& line : lines) {
        if (line.of_day) with_calendar.insert(line.market);
    }
    std::erase_if(lines, [&](const Line& line) {
        return line.hours == kNoSession || (!line.of_day && with_calendar.contains(line.market));
    });
    std::ranges::sort(lines, [](const Line& one, const Line& other) {
        return std::tie(one.market, one.hours) < std::tie(other.market, other.hours);
    });
    return lines;
}

std::vector<Standing> standings(const std::vector<Line>& in_force, int64_t second_of_day) {
    std::vector<Standing> all;
    for (const Line& line : in_force) {
        const Hours& hours = line.hours;
        const Phase phase = second_of_day < hours.at_s       ? Phase::Before
                            : second_of_day < hours.closes_s ? Phase::Due
                                                             : Phase::Closed;
        const bool first = all.empty() || all.back().market != line.market;
        if (first) {
            all.push_back({line.market, phase, hours});
        } else if (all.back().phase == Phase::Closed) {
            all.back() = {line.market, phase, hours};
        }
    }
    return all;
}

std::string problem_of(std::vector<Hours> sessions) {
    if (sessions.empty()) return "session: missing; as 15:00-15:30";
    if (sessions.size() > kSessionsMax) {
        return "session: at most " + std::to_string(kSessionsMax) + " of a day";
    }
    for (const Hours& hours : sessions) {
        if (hours.at_s < 0 || hours.closes_s > kDayS) return "session: must lie within one day";
        if (hours.at_s >= hours.closes_s) return "session: the cut-off must be before the close";
    }
    std::ranges::sort(sessions);
    for (size_t i = 1; i < sessions.size(); ++i) {
        if (sessions[i].at_s < sessions[i - 1].closes_s) {
            return "session: a cut-off lies before the close of the session before it";
        }
    }
    return {};
}

}  // namespace cutoffs
