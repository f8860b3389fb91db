#include "producers/feed/numbering.h"

#include <algorithm>
#include <utility>

namespace feed {
namespace {

// Also where nothing is numbered yet: more may have been published than the checkpoint knows of.
void begin_day_again(std::vector<int64_t>& next_seq, uint32_t& generation) {
    ++generation;
    std::ranges::fill(next_seq, 1);
}

}  // namespace

void Numbering::begin_again() {
    progress_.position = 0;
    progress_.first_day = 0;
    progress_.mark = 0;
    if (progress_.day == 0) return;
    begin_day_again(progress_.next_seq, progress_.generation);
    for (DayCount& other : progress_.others) begin_day_again(other.next_seq, other.generation);
}

bool Numbering::follow(uint32_t rule) {
    const bool other = progress_.rule != 0 && progress_.rule != rule;
    if (other) begin_again();
    progress_.rule = rule;
    return other;
}

Admission Numbering::admit(uint32_t day, uint32_t generations_max) {
    if (progress_.day != day) {
        if (std::ranges::binary_search(progress_.forgotten, day)) return Admission::ForgottenDay;
        turn_to(day);
    }
    if (progress_.first_day == 0) progress_.first_day = day;
    if (progress_.generation <= generations_max) return Admission::Yes;
    const bool newest = std::ranges::all_of(progress_.others,
                                            [&](const DayCount& other) { return other.day < day; });
    return newest ? Admission::TooManyGenerations : Admission::ForgottenDay;
}

void Numbering::turn_to(uint32_t day) {
    keep_current();
    progress_.day = day;
    const auto known = std::ranges::find(progress_.others, day, &DayCount::day);
    if (known == progress_.others.end()) {
        progress_.generation = progress_.first_generation;
        std::ranges::fill(progress_.next_seq, 1);
        return;
    }
    progress_.generation = known->generation;
    progress_.next_seq = std::move(known->next_seq);
    progress_.others.erase(known);
}

// Puts the current day in front of the others.
void Numbering::keep_current() {
    if (progress_.day == 0) return;
    auto& others = progress_.others;
    others.insert(others.begin(), {progress_.day, progress_.next_seq, progress_.generation});
    if (others.size() < kDaysMax) return;
    auto& forgotten = progress_.forgotten;
    forgotten.insert(std::ranges::lower_bound(forgotten, others.back().day), others.back().day);
    others.pop_back();
    if (forgotten.size() > kForgottenMax) forgotten.erase(forgotten.begin());
}

}  // namespace feed
