#pragma once

#include <set>
#include <string>
#include <string_view>

#include "common/events/event.h"

namespace account {

// Exchanges that no order of ours reaches now: the gateway's session is not logged on, or the
// gateway is silent (docs/verdict.md, `orders_session_down`). An exit there waits, and goes on when
// the session is back; other exchanges' exits do not wait for it.
using Unreached = std::set<events::Exchange>;

// An SQL expression for them, and its value read; '' is none.
std::string unreached_sql();
Unreached read_unreached(std::string_view numbers);

// Why orders for this exchange wait; empty where they do not. Pure.
std::string reason_to_wait(events::Exchange exchange, const Unreached& unreached);

}  // namespace account
