#pragma once

#include "common/events/names.h"
#include "common/fix/trading.h"

namespace reports {

// The state of an order after a report: 39 tells it, 150 only what happened (docs/fix.md has the
// table of all pairs). Where the two contradict each other about an order that may still trade, it
// lives: to cancel one that is gone costs nothing, to forget one that lives costs money. Pure.
events::OrderState order_state(const fix::ExecutionReport& report);

}  // namespace reports
