#pragma once

#include <vector>

#include "producers/venue/matching/state.h"

// One function for each kind of input: what it does and which outputs it appends.
namespace venue {

void enter(State& state, SessionId session, const NewOrder& request);
// An order that has passed all checks: told to be new, then put to work.
void admit(State& state, uint32_t order, SessionId asked_by);

void cancel(State& state, SessionId session, const Cancel& request);
void replace(State& state, SessionId session, const Replace& request);
void mass_cancel(State& state, SessionId session, const MassCancel& request);
void cancel_session(State& state, SessionId session);

void confirm_frozen(State& state, const FreezeConfirm& request);
void refuse_frozen(State& state, const FreezeRefuse& request);
void set_band(State& state, const SetBand& request);
void suspend(State& state, const Suspend& request);
void set_last_price(State& state, const SetLastPrice& request);
void set_quote(State& state, const SetQuote& request);

// Moves time on, with the calendar's phases up to then. Each change is told and settled at its
// time.
void advance(State& state, int64_t time_us);
void set_phase(State& state, uint16_t group, Phase phase);
// After every change: stops go off, changed prices are shown.
void settle(State& state);

// The order that the session means; kNone: its member has no such order. The exchange itself
// (kNoSession) may name any order by number.
uint32_t find_order(const State& state, SessionId session, const OrderName& name);
// The orders that still work or wait, oldest first.
std::vector<uint32_t> live_orders_of(const State& state, uint16_t member,
                                     const AccountText& account);

}  // namespace venue
