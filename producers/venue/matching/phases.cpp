#include <algorithm>

#include "producers/venue/matching/matcher.h"
#include "producers/venue/matching/reporting.h"
#include "producers/venue/matching/requests.h"

namespace venue {

using events::OrderState;

namespace {

void uncross_group(State& state, uint16_t group) {
    for (uint32_t index = 0; index < state.listed.size(); ++index) {
        const Instrument& terms = state.listed[index].terms;
        if (terms.group == group && !terms.suspended) uncross(state, index);
    }
}

// All but the house's orders are told that the day is over for them.
void expire_group(State& state, uint16_t group) {
    for (uint32_t index = 0; index < state.orders.size(); ++index) {
        const Order& order = state.orders[index];
        if (is_final(order.state) || state.listed_of(order).terms.group != group) continue;
        finish(state, index, OrderState::Expired, "market closed");
        report(state, index, ExecType::Expired);
    }
}

}  // namespace

void set_phase(State& state, uint16_t group, Phase phase) {
    if (group >= state.phases.size()) return refuse_operator(state, "no such group of instruments");
    const Phase before = state.phases[group];
    if (before == phase) return;
    // What was suspended during an auction may cross later; it is sorted out before it trades.
    if (collecting(before) || phase == Phase::Continuous) uncross_group(state, group);
    state.phases[group] = phase;
    state.out->emplace_back(PhaseChanged{group, phase, state.now_us});
    if (phase == Phase::Closed) expire_group(state, group);
    // Stops may have been reached while nothing could trade, and bid and ask show again.
    for (uint32_t index = 0; index < state.listed.size(); ++index) {
        if (state.listed[index].terms.group == group) state.touch(index);
    }
}

void settle(State& state) {
    for (size_t at = 0; at < state.touched.size(); ++at) {
        Listed& listed = state.listed[state.touched[at]];
        set_off_stops(state, listed);
        show_prices(state, listed);
        listed.touched = false;
    }
    state.touched.clear();
}

void advance(State& state, int64_t time_us) {
    while (state.calendar_next < state.calendar.size() &&
           state.calendar[state.calendar_next].at_us <= time_us) {
        const PhaseChange& change = state.calendar[state.calendar_next++];
        state.now_us = std::max(state.now_us, change.at_us);
        set_phase(state, change.group, change.phase);
        settle(state);
    }
    state.now_us = std::max(state.now_us, time_us);
}

}  // namespace venue
