#include "common/reports/order_state.h"

namespace reports {
namespace {

using events::OrderState;
using fix::ExecType;
using fix::ExecutionReport;
using fix::OrdStatus;

// Of an order that lives. A stop order of which nothing is filled waits for its trigger, unless the
// counterparty says that it works, or this report is the one that says it was triggered.
OrderState live_state_of(const ExecutionReport& report) {
    if (report.cumulative > 0) {
        return report.leaves == 0 && report.cumulative >= report.quantity
                   ? OrderState::Filled
                   : OrderState::PartiallyFilled;
    }
    const bool stop =
        report.type == events::OrderType::StopLimit || report.type == events::OrderType::StopMarket;
    const bool works = report.working.value_or(report.exec_type == ExecType::Triggered);
    return stop && !works ? OrderState::TriggerPending : OrderState::Open;
}

// What a report ends where its state does not say so. A rejected request ends nothing.
OrderState ended_by(const ExecutionReport& report) {
    switch (report.exec_type) {
        case ExecType::Rejected:
            return OrderState::Rejected;
        case ExecType::Canceled:
            return OrderState::Cancelled;
        case ExecType::Expired:
        case ExecType::DoneForDay:
            return OrderState::Expired;
        default:
            return live_state_of(report);
    }
}

// 39 says that it lives. An end that leaves nothing to trade, in so many words, is one all the
// same.
OrderState living(const ExecutionReport& report, OrderState state) {
    const bool nothing_left = report.leaves_told && report.leaves == 0;
    return nothing_left && state != OrderState::Filled && ended_by(report) != live_state_of(report)
               ? ended_by(report)
               : state;
}

OrderState without_status(const ExecutionReport& report) {
    if (report.exec_type == ExecType::PendingNew) return OrderState::Frozen;
    const bool may_trade = report.leaves_told && report.leaves > 0;
    return may_trade ? live_state_of(report) : ended_by(report);
}

}  // namespace

OrderState order_state(const ExecutionReport& report) {
    switch (report.status) {
        case OrdStatus::Filled:
            return OrderState::Filled;
        case OrdStatus::Canceled:
            return OrderState::Cancelled;
        case OrdStatus::Rejected:
            return OrderState::Rejected;
        case OrdStatus::Expired:
        case OrdStatus::DoneForDay:
            return OrderState::Expired;
        case OrdStatus::Calculated:
            return report.cumulative >= report.quantity ? OrderState::Filled : OrderState::Expired;
        case OrdStatus::PendingNew:
        case OrdStatus::Suspended:
            return living(report, OrderState::Frozen);
        case OrdStatus::New:
        case OrdStatus::PartiallyFilled:
        case OrdStatus::Replaced:
        case OrdStatus::PendingCancel:
        case OrdStatus::PendingReplace:
        case OrdStatus::Stopped:
        case OrdStatus::AcceptedForBidding:
            return living(report, live_state_of(report));
        case OrdStatus::Unknown:
            break;
    }
    return without_status(report);
}

}  // namespace reports
