#include "common/reports/execution_report.h"

#include <algorithm>
#include <utility>

#include "common/base/decimal.h"
#include "common/events/command.h"
#include "common/events/field.h"
#include "common/reports/event_id.h"
#include "common/reports/order_state.h"

namespace reports {

using events::Draft;
using events::Event;
using events::Field;
using events::Kind;
using fix::ExecType;
using fix::ExecutionReport;

namespace {

constexpr events::FieldSet kAddedByTheFeed =
    set_of(Field::Source) | set_of(Field::Partition) | set_of(Field::ReceivedTimeUs);

void make_printable(std::string& text, size_t size_max) {
    if (text.size() > size_max) text.resize(size_max);
    for (char& c : text) {
        if (c < 0x20 || c > 0x7E) c = '?';
    }
}

bool is_trade(ExecType type) {
    return type == ExecType::Trade || type == ExecType::TradeCorrect || type == ExecType::TradeBust;
}

// A bust or a correction: it takes back what was told.
bool settles(const ExecutionReport& report) {
    return is_trade(report.exec_type) && report.exec_type != ExecType::Trade;
}

events::Action action_of(ExecType type) {
    if (type == ExecType::TradeCorrect) return events::Action::Correct;
    return type == ExecType::TradeBust ? events::Action::Bust : events::Action::New;
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
    draft.set_text(Field::ClientOrderId, report.client_order_id);
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
    draft.trade.action = action_of(report.exec_type);
    const bool refers = draft.trade.action != events::Action::New;
    if (refers && report.last_quantity == 0) {
        draft.seen &= ~set_of(Field::Quantity);
    } else {
        set_integer(draft, Field::Quantity, report.last_quantity);
    }
    if (refers && report.last_price == 0) {
        draft.seen &= ~set_of(Field::Price);
    } else {
        set_price(draft, Field::Price, report.last_price);
    }
    draft.set_text(Field::TradeNo, report.trade_no);
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
    draft.order.state = order_state(report);
    set_integer(draft, Field::Filled, report.cumulative);
    // What is left of a cancelled order is nothing, whatever the counterparty leaves in the field.
    set_integer(draft, Field::Remaining, is_final(draft.order.state) ? 0 : report.leaves);
    set_price(draft, Field::Trigger, report.trigger);
    draft.set_text(Field::Reason, report.text);
    draft.set_text(Field::AsSent, report.as_sent);
    // Only what says so may take the place of a final state.
    if (settles(report)) draft.set_text(Field::Follows, report.exec_id);
    const bool own = events::is_own(report.client_order_id);
    draft.order.origin = own ? events::Origin::Backstop : events::Origin::Primary;
    return finish(draft, partitions, to);
}

// These fields only the order's state needs: they never cost the report.
void complete_order(ExecutionReport& report) {
    const auto shorten = [&](int64_t& units, const char* tag) {
        if (units <= events::kPriceMax) return;
        report.as_sent.append(report.as_sent.empty() ? "" : " ").append(tag);
        base::append_price(report.as_sent, units);
        units = 0;
    };
    shorten(report.price, "44=");
    shorten(report.trigger, "99=");
    // An exchange may fill more than was ordered; then that is the order's quantity.
    report.quantity = std::max(report.quantity, report.cumulative);
    const int64_t unfilled = report.quantity - report.cumulative;
    report.leaves = std::clamp<int64_t>(report.leaves, 0, unfilled);
    // What lives has something left, or nobody would cancel it. But what a bust or correction
    // takes back need not come back to the market.
    const bool lives = !settles(report) && !is_final(order_state(report));
    if (report.leaves == 0 && lives) report.leaves = unfilled;
}

// Without the exchange's number an order goes by the one it was entered under.
void complete_ids(ExecutionReport& report) {
    name_the_order(report);
    for (std::string* id : {&report.exec_id, &report.exec_ref_id, &report.exchange_order_id,
                            &report.client_order_id, &report.trade_no}) {
        *id = event_id(*id);
    }
    if (report.exchange_order_id.empty()) report.exchange_order_id = report.client_order_id;
    // A fill of an order that has no name at all is a fill.
    if (report.exchange_order_id.empty()) report.exchange_order_id = report.exec_id;
    if (report.exec_id.empty()) report.exec_id = report.exchange_order_id;
}

}  // namespace

void name_the_order(ExecutionReport& report) {
    const bool of_request =
        report.exec_type == ExecType::Canceled || report.pending || refuses_request(report);
    if (!of_request || report.original_client_order_id.empty()) return;
    report.request_id =
        std::exchange(report.client_order_id, std::exchange(report.original_client_order_id, {}));
}

void complete(ExecutionReport& report) {
    complete_ids(report);
    complete_order(report);
    make_printable(report.text, events::kReasonMax);
    make_printable(report.as_sent, events::kAsSentMax);
}

ReportEvents events_of(const ExecutionReport& report, events::Product product, int32_t partitions) {
    ReportEvents all;
    // Something was asked for and nothing has happened, unless its state says that it has.
    if (report.pending && !is_final(order_state(report))) return all;
    all.own = events::is_own(report.client_order_id) ||
              events::is_own(report.original_client_order_id) || events::is_own(report.request_id);
    // Nothing was traded: only the order's state remains to be told.
    const bool empty_fill = report.exec_type == ExecType::Trade && report.last_quantity == 0;
    if (is_trade(report.exec_type) && !empty_fill) {
        all.refusal = trade_of(report, product, partitions, all.trade);
        if (!all.refusal.empty()) return all;
    }
    all.refusal = order_of(report, product, partitions, all.order);
    return all;
}

}  // namespace reports
