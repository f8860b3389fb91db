#pragma once

#include <string>

#include "common/fix/trading.h"
#include "consumers/gateway/exit_order.h"

namespace gateway {

// Rows as FIX requests. Pure. `now_us`: the TransactTime, wall clock.
fix::NewOrder new_order(const ExitOrder& order, int64_t now_us);
fix::CancelOrder cancel_order(const ExitOrder& cancel, int64_t now_us);
fix::StatusRequest status_request(const ExitOrder& order);

// Why this counterparty cannot be sent such an order, for the row's `reason`; empty: it can.
std::string refusal_before_wire(const ExitOrder& order, const fix::Dialect& dialect);

}  // namespace gateway
