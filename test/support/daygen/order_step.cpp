#include "order_step.h"

namespace daygen {

void apply(Order& order, const Step& step) {
    switch (step.kind) {
        case StepKind::Accept:
        case StepKind::Release:
        case StepKind::Trigger:
            order.state = State::Open;
            break;
        case StepKind::AcceptStop:
            order.state = State::TriggerPending;
            break;
        case StepKind::AcceptFrozen:
            order.state = State::Frozen;
            break;
        case StepKind::Reject:
            order.state = State::Rejected;
            break;
        case StepKind::Cancel:
            order.state = State::Cancelled;
            break;
        case StepKind::Expire:
            order.state = State::Expired;
            break;
        case StepKind::Modify:
            order.quantity = step.quantity;
            order.price = step.price;
            break;
        case StepKind::Fill:
            order.filled += step.quantity;
            order.state = order.filled == order.quantity ? State::Filled : State::PartiallyFilled;
            break;
    }
}

}  // namespace daygen
