#include "common/reports/order_state.h"

namespace reports {
namespace {

using events::OrderState;
using fix::ExecType;
using fix::ExecutionReport;
using fix::OrdStatus;

// Of an order that may still trade. A stop order of which nothing is filled waits for its trigger,
// unless the counterparty says that it works, or this report is the one that says it was triggered.
OrderState trading_state_of(const ExecutionReport& report) {
    if (report.cumulative > 0) return OrderState::PartiallyFilled;
    const bool stop =
        report.type == events::OrderType::StopLimit || report.type == events::OrderType::StopMarket;
    const bool works = report.working.value_or(report.exec_type == ExecType::Triggered);
    return stop && !works ? OrderState::TriggerPending : OrderState::Open;
}

// Of an order that nothing has ended but its fills.
OrderState live_state_of(const ExecutionReport& report) {
    const bool filled =
        report.cumulative > 0 && report.leaves == 0 && report.cumulative >= report.quantity;
    return filled ? OrderState::Filled : trading_state_of(report);
}

// The state that a report brings about where 39 does not say it.
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

OrderState by_status(const ExecutionReport& report) {
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

// Only a final 39 that 151 does not contradict is the order's. The other words are the request's,
// the quantity too, so that "all of it is filled" does not follow from them.
OrderState after_refused_request(const ExecutionReport& report) {
    const bool may_trade = report.leaves_told && report.leaves > 0;
    switch (report.status) {
        case OrdStatus::Filled:
        case OrdStatus::Canceled:
        case OrdStatus::Expired:
        case OrdStatus::DoneForDay:
        case OrdStatus::Calculated:
            return may_trade ? trading_state_of(report) : by_status(report);
        case OrdStatus::PendingNew:
        case OrdStatus::Suspended:
            return OrderState::Frozen;
        default:
            return trading_state_of(report);
    }
}

}  // namespace

bool refuses_request(const ExecutionReport& report) {
    if (report.exec_type != ExecType::Rejected) return false;
    const bool named = !report.original_client_order_id.empty() &&
                       report.original_client_order_id != report.client_order_id;
    return named || !report.request_id.empty();
}

OrderState order_state(const ExecutionReport& report) {
    return refuses_request(report) ? after_refused_request(report) : by_status(report);
}

}  // namespace reports
