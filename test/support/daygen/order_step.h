#pragma once

#include "order.h"

namespace daygen {

// Carries the order over to its state after `step`. Fill adds to `filled`; Modify takes the step's
// quantity and price.
void apply(Order& order, const Step& step);

}  // namespace daygen
