#include "common/carry/steps.h"

#include <doctest/doctest.h>

using carry::Step;
using carry::steps_behind;

TEST_CASE("carry/steps: a change goes on through all days that have begun with it") {
    const std::vector<Step> all = {
        {20260805, 20260806}, {20260803, 20260804}, {20260804, 20260805}};
    const std::vector<Step> two = {all[2], all[0]};
    CHECK(steps_behind(all, {20260804}) == two);
    CHECK(steps_behind(all, {20260806}).empty());
    CHECK(steps_behind(all, {}).empty());
    CHECK(steps_behind({}, {20260804}).empty());
}

TEST_CASE("carry/steps: what was loaded stays, and so does all behind it") {
    const std::vector<Step> all = {
        {20260803, 20260804}, {20260804, 20260805, true}, {20260805, 20260806}};
    CHECK(steps_behind(all, {20260803}) == std::vector<Step>{all[0]});
}

TEST_CASE("carry/steps: in reach is what goes on into the day by itself, and a week of it") {
    const std::vector<Step> all = {
        {20260803, 20260804}, {20260804, 20260805}, {20260805, 20260806, true}};
    CHECK(carry::days_in_reach(all, 20260805) == std::vector<uint32_t>{20260804, 20260803});
    CHECK(carry::days_in_reach(all, 20260806).empty());
    CHECK(carry::days_in_reach(all, 20260803).empty());
    CHECK(carry::days_in_reach({}, 20260803).empty());
    std::vector<Step> many;
    for (uint32_t day = 20260801; day < 20260831; ++day) many.push_back({day, day + 1});
    CHECK(carry::days_in_reach(many, 20260831).size() == carry::kReachDays);
}
