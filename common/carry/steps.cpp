#include "common/carry/steps.h"

#include <algorithm>

namespace carry {

std::vector<Step> steps_behind(const std::vector<Step>& all, const std::set<uint32_t>& days) {
    std::vector<Step> in_order = all;
    std::ranges::sort(in_order, {}, &Step::day);
    std::set<uint32_t> changed = days;
    std::vector<Step> behind;
    for (const Step& step : in_order) {
        if (step.loaded || !changed.contains(step.from)) continue;
        changed.insert(step.day);
        behind.push_back(step);
    }
    return behind;
}

std::vector<uint32_t> days_in_reach(const std::vector<Step>& all, uint32_t day) {
    std::vector<uint32_t> days;
    while (days.size() < kReachDays) {
        const auto step = std::ranges::find(all, day, &Step::day);
        if (step == all.end() || step->loaded) break;
        day = step->from;
        days.push_back(day);
    }
    return days;
}

}  // namespace carry
