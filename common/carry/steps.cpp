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

}  // namespace carry
