#pragma once

#include "common/events/names.h"
#include "common/fix/trading.h"

namespace reports {

// The state of an order after a report: 39 tells it, 150 only what happened (docs/fix.md has the
// tables of all pairs). Where the two contradict each other about an order that may still trade, it
// lives: to cancel one that is gone costs nothing, to forget one that lives costs money. Pure, and
// the same before and after `complete`.
events::OrderState order_state(const fix::ExecutionReport& report);

// Whether the report says that a cancel or a replace was refused, and not an order: 150=8 with a
// number of its own beside that of the order. It ends nothing, and 39=8 and 151=0 are its own.
bool refuses_request(const fix::ExecutionReport& report);

}  // namespace reports
