#pragma once

#include <cstdint>

#include "producers/venue/matching/state.h"

namespace venue {

// The order as it stands.
Report describe(const State& state, uint32_t order);

// Appends an execution report with a number of its own. Null for the house's orders, which have
// none. The pointer is good until the next output.
Report* report(State& state, uint32_t order, ExecType type);

// The same as an answer to `asked_by`, whose request was called `request` (may be empty).
void answer(State& state, uint32_t order, ExecType type, SessionId asked_by,
            std::string_view request, std::string_view original);

// Takes the order from its book, if it stands there, and ends it; without a report.
void finish(State& state, uint32_t order, events::OrderState end, std::string_view reason);

// `finish` as cancelled, with a report that nobody asked for.
void cancel_unasked(State& state, uint32_t order, std::string_view reason);

void refuse_operator(State& state, std::string_view reason);

// Publishes the instrument's prices where they have changed.
void show_prices(State& state, Listed& listed);
PriceChanged prices_of(const State& state, const Listed& listed);

}  // namespace venue
