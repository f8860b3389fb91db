#pragma once

#include <algorithm>

#include "calendar.h"
#include "planner.h"

namespace daygen {

// Builds the steps of one order. `at_us` only grows and stays before the close, so every step of a
// day order but its expiry lies within the session.
struct Planner::Pen {
    Order order;
    int64_t at_us = 0;
    Random& random;

    // Lets up to `span_us` pass, but never more than half of what is left of the session.
    void pass(int64_t span_us) {
        const int64_t left = kSessionUs - at_us;
        at_us +=
            std::min<int64_t>(1 + random.below(std::max<int64_t>(1, std::min(span_us, left / 2))),
                              std::max<int64_t>(0, left - 1));
    }

    Step& add(StepKind kind) {
        Step& step = order.steps[order.step_count++];
        step.kind = kind;
        step.at_us = at_us;
        return step;
    }

    // Quantity and limit as the last modification left them.
    int64_t quantity() const { return modified() ? last().quantity : order.quantity; }
    int64_t price() const { return modified() ? last().price : order.price; }

    // Day orders that nobody filled or cancelled end in the seconds after the close.
    void expire() { add(StepKind::Expire).at_us = kSessionUs + random.below(2 * kSecondUs); }

  private:
    const Step& last() const { return order.steps[order.step_count - size_t{1}]; }
    bool modified() const { return order.step_count > 0 && last().kind == StepKind::Modify; }
};

}  // namespace daygen
