#include "producers/feed/execution_report.h"

#include "common/base/decimal.h"
#include "common/events/command.h"
#include "common/events/field.h"

namespace feed {

using events::Draft;
using events::Event;
using events::Field;
using events::Kind;
using events::OrderState;
using fix::ExecType;
using fix::ExecutionReport;
using fix::OrdStatus;

namespace {

constexpr events::FieldSet kAddedByTheFeed =
    set_of(Field::Source) | set_of(Field::Partition) | set_of(Field::ReceivedTimeUs);

void make_printable(std::string& text) {
    if (text.size() > events::kReasonMax) text.resize(events::kReasonMax);
    for (char& c : text) {
        if (c < 0x20 || c > 0x7E) c = '?';
    }
}

bool is_trade(ExecType type) {
    return type == ExecType::Trade || type == ExecType::TradeCorrect || type == ExecType::TradeBust;
}

events::Action action_of(ExecType type) {
    if (type == ExecType::TradeCorrect) return events::Action::Correct;
    return type == ExecType::TradeBust ? events::Action::Bust : events::Action::New;
}

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

OrderState state_of(const ExecutionReport& report) {
    switch (report.exec_type) {
        case ExecType::PendingNew:
            return OrderState::Frozen;
        case ExecType::Rejected:
            return OrderState::Rejected;
        case ExecType::Canceled:
            return OrderState::Cancelled;
        case ExecType::Expired:
        case ExecType::DoneForDay:
            return OrderState::Expired;
        default:
            break;
    }
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
        case OrdStatus::PendingNew:
        case OrdStatus::Suspended:
            return OrderState::Frozen;
        default:
            return live_state_of(report);
    }
}

// In a report of a cancellation, ClOrdID is that of the request.
const std::string& client_order_id_of(const ExecutionReport& report) {
    const bool of_request =
        report.exec_type == ExecType::Canceled && !report.original_client_order_id.empty();
    return of_request ? report.original_client_order_id : report.client_order_id;
}

void set_price(Draft& draft, Field field, int64_t units) {
    std::string digits;
    base::append_price(digits, units);
    draft.set_number(field, digits);
}

void set_integer(Draft& draft, Field field, int64_t value) {
    draft.set_number(field, std::to_string(value));
}

Draft draft_of(const ExecutionReport& report, events::Product product, Kind kind) {
    Draft draft;
    draft.kind = kind;
    draft.seen = required_fields(kind);
    draft.event.exchange = report.instrument.exchange;
    draft.event.segment = report.instrument.segment;
    draft.event.product = product;
    draft.order.side = report.side;
    draft.trade.side = report.side;
    set_integer(draft, Field::Day, report.day);
    draft.set_text(Field::Id, report.exec_id);
    draft.set_text(Field::Account, report.account);
    set_integer(draft, Field::Token, report.instrument.token);
    set_integer(draft, Field::ExchangeTimeUs, report.transact_time_us);
    draft.set_text(Field::ExchangeOrderId, report.exchange_order_id);
    draft.set_text(Field::ClientOrderId, client_order_id_of(report));
    return draft;
}

std::string finish(Draft& draft, int32_t partitions, std::optional<Event>& to) {
    std::string refusal = draft.finish(required_fields(draft.kind) & ~kAddedByTheFeed, partitions);
    if (refusal.empty()) to = draft.event;
    return refusal;
}

std::string trade_of(const ExecutionReport& report, events::Product product, int32_t partitions,
                     std::optional<Event>& to) {
    Draft draft = draft_of(report, product, Kind::Trade);
    set_integer(draft, Field::Quantity, report.last_quantity);
    set_price(draft, Field::Price, report.last_price);
    draft.set_text(Field::TradeNo, report.trade_no);
    draft.trade.action = action_of(report.exec_type);
    const bool refers = draft.trade.action != events::Action::New;
    draft.set_text(Field::Ref, refers ? report.exec_ref_id : std::string_view{});
    return finish(draft, partitions, to);
}

std::string order_of(const ExecutionReport& report, events::Product product, int32_t partitions,
                     std::optional<Event>& to) {
    Draft draft = draft_of(report, product, Kind::Order);
    set_integer(draft, Field::Quantity, report.quantity);
    set_price(draft, Field::Price, report.price);
    draft.order.type = report.type;
    draft.order.validity = report.validity;
    draft.order.state = state_of(report);
    set_integer(draft, Field::Filled, report.cumulative);
    // What is left of a cancelled order is nothing, whatever the counterparty leaves in the field.
    set_integer(draft, Field::Remaining, is_final(draft.order.state) ? 0 : report.leaves);
    set_price(draft, Field::Trigger, report.trigger);
    draft.set_text(Field::Reason, report.text);
    const bool own = events::is_own(client_order_id_of(report));
    draft.order.origin = own ? events::Origin::Backstop : events::Origin::Primary;
    return finish(draft, partitions, to);
}

}  // namespace

void complete(ExecutionReport& report) {
    if (report.exec_type == ExecType::Rejected && report.exchange_order_id.empty()) {
        report.exchange_order_id = report.client_order_id;
    }
    make_printable(report.text);
}

ReportEvents events_of(const ExecutionReport& report, events::Product product, int32_t partitions) {
    ReportEvents all;
    if (report.exec_type == ExecType::Status) return all;  // an answer; nothing has happened
    all.own =
        events::is_own(report.client_order_id) || events::is_own(report.original_client_order_id);
    if (is_trade(report.exec_type)) {
        all.refusal = trade_of(report, product, partitions, all.trade);
        if (!all.refusal.empty()) return all;
    }
    all.refusal = order_of(report, product, partitions, all.order);
    return all;
}

}  // namespace feed
