#pragma once

#include <cstdint>
#include <set>
#include <vector>

namespace carry {

// One day that began with what another one had left. A row of `days_carried`.
struct Step {
    uint32_t from = 0;    // yyyymmdd
    uint32_t day = 0;     // the one that began
    bool loaded = false;  // what it began with came from elsewhere: it is compared and not written
    bool whole = false;   // all accounts have been carried
    friend bool operator==(const Step&, const Step&) = default;
};

// How far back a change is still brought forward of itself: steps. A trade is busted on its day or
// the one after it; what is older wants a person.
inline constexpr size_t kReachDays = 7;

// The days whose changes go on into what this day begins with, the latest first, at most
// kReachDays. Pure.
std::vector<uint32_t> days_in_reach(const std::vector<Step>& all, uint32_t day);

// The steps that bring a change of the books of `days` forward, one behind the other, up to where
// no day has begun with another or what it began with was loaded. Pure.
std::vector<Step> steps_behind(const std::vector<Step>& all, const std::set<uint32_t>& days);

}  // namespace carry
