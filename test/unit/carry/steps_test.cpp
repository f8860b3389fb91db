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
