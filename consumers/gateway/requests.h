#pragma once

#include <string>

#include "common/exits/exit.h"
#include "common/fix/trading.h"

namespace gateway {

// Rows as FIX requests. Pure. `now_us`: the TransactTime, wall clock.
fix::NewOrder new_order(const exits::Exit& order, int64_t now_us);
fix::CancelOrder cancel_order(const exits::Exit& cancel, int64_t now_us);
fix::StatusRequest status_request(const exits::Exit& order);

// Why this counterparty cannot be sent such an order, for the row's `reason`; empty: it can.
std::string refusal_before_wire(const exits::Exit& order, const fix::Dialect& dialect);

}  // namespace gateway
