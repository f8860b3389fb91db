#include "common/reports/execution_report.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/events/codec.h"
#include "test/unit/fix/make_report.h"

using events::Action;
using events::OrderState;
using events::Origin;
using fix::ExecType;
using fix::ExecutionReport;
using fix::OrdStatus;

namespace {

constexpr int32_t kPartitions = 4;

reports::ReportEvents events_of(ExecutionReport& report) {
    reports::complete(report);
    return reports::events_of(report, events::Product::Mis, kPartitions);
}

OrderState state_of(ExecutionReport report) {
    const reports::ReportEvents events = events_of(report);
    REQUIRE(events.refusal == "");
    REQUIRE(events.order);
    return std::get<events::Order>(events.order->body).state;
}

OrderState state_of(ExecType type, OrdStatus status) { return state_of(make_report(type, status)); }

const events::Order& order_in(const reports::ReportEvents& events) {
    REQUIRE(events.order);
    return std::get<events::Order>(events.order->body);
}

const events::Trade& trade_in(const reports::ReportEvents& events) {
    REQUIRE(events.trade);
    return std::get<events::Trade>(events.trade->body);
}

std::string refusal_of(ExecutionReport report) { return events_of(report).refusal; }

}  // namespace

TEST_CASE("reports/execution_report: a fill is a trade and the order's state after it") {
    ExecutionReport report = make_fill(75, "E7");
    const reports::ReportEvents events = events_of(report);
    REQUIRE(events.refusal == "");
    const events::Trade& trade = trade_in(events);
    CHECK(events.trade->id == "E7");
    CHECK(events.trade->account == "AB1234");
    CHECK(events.trade->token == 53001);
    CHECK(events.trade->product == events::Product::Mis);
    CHECK(events.trade->day == 20260803);
    CHECK(events.trade->partition >= 0);
    CHECK(trade.trade_no == "NE7");
    CHECK(trade.action == Action::New);
    CHECK(trade.quantity == 75);
    CHECK(trade.price == 1'013'450);
    CHECK(trade.ref == "");
    const events::Order& order = order_in(events);
    CHECK(events.order->id == "E7");
    CHECK(order.state == OrderState::PartiallyFilled);
    CHECK(order.quantity == 150);
    CHECK(order.filled == 75);
    CHECK(order.remaining == 75);
    CHECK(order.price == 1'013'500);
    CHECK(order.origin == Origin::Primary);
    CHECK_FALSE(events.own);
}

TEST_CASE("reports/execution_report: a correction and a bust name the trade they speak of") {
    ExecutionReport report = make_fill(75, "E8");
    report.exec_type = ExecType::TradeCorrect;
    report.exec_ref_id = "E7";
    CHECK(trade_in(events_of(report)).action == Action::Correct);
    CHECK(trade_in(events_of(report)).ref == "E7");
    report.exec_type = ExecType::TradeBust;
    CHECK(trade_in(events_of(report)).action == Action::Bust);
    // The order's state may take the place of a final one: it says what it follows from.
    CHECK(order_in(events_of(report)).follows == report.exec_id);
    report.exec_type = ExecType::Trade;
    CHECK(order_in(events_of(report)).follows.empty());
    report.exec_type = ExecType::TradeBust;
    report.exec_ref_id = "";
    CHECK(refusal_of(report).starts_with("ref: empty"));
}

TEST_CASE("reports/execution_report: each type of report is the state that docs/events.md names") {
    CHECK(state_of(ExecType::PendingNew, OrdStatus::PendingNew) == OrderState::Frozen);
    CHECK(state_of(ExecType::New, OrdStatus::New) == OrderState::Open);
    CHECK(state_of(ExecType::Replaced, OrdStatus::Replaced) == OrderState::Open);
    CHECK(state_of(ExecType::Restated, OrdStatus::New) == OrderState::Open);
    CHECK(state_of(ExecType::Canceled, OrdStatus::Canceled) == OrderState::Cancelled);
    CHECK(state_of(ExecType::Rejected, OrdStatus::Rejected) == OrderState::Rejected);
    CHECK(state_of(ExecType::Expired, OrdStatus::Expired) == OrderState::Expired);
    CHECK(state_of(ExecType::DoneForDay, OrdStatus::DoneForDay) == OrderState::Expired);
    CHECK(state_of(make_fill(75)) == OrderState::PartiallyFilled);
    CHECK(state_of(make_fill(150)) == OrderState::Filled);
    ExecutionReport late = make_fill(75);  // crossed the order's cancellation on its way
    late.status = OrdStatus::Canceled;
    CHECK(state_of(late) == OrderState::Cancelled);
    ExecutionReport pending = make_fill(150);
    pending.status = OrdStatus::PendingCancel;
    CHECK(state_of(pending) == OrderState::Filled);
}

TEST_CASE("reports/execution_report: a stop order waits until it is triggered") {
    ExecutionReport stop = make_report(ExecType::New, OrdStatus::New);
    stop.type = events::OrderType::StopLimit;
    stop.trigger = 1'010'000;
    CHECK(state_of(stop) == OrderState::TriggerPending);
    stop.exec_type = ExecType::Replaced;
    CHECK(state_of(stop) == OrderState::TriggerPending);
    stop.exec_type = ExecType::Triggered;
    CHECK(state_of(stop) == OrderState::Open);
    stop.exec_type = ExecType::Replaced;  // after it was triggered: only the counterparty can tell
    stop.working = true;
    CHECK(state_of(stop) == OrderState::Open);
    stop.working = false;
    CHECK(state_of(stop) == OrderState::TriggerPending);
    ExecutionReport filled = make_fill(75);
    filled.type = events::OrderType::StopMarket;
    CHECK(state_of(filled) == OrderState::PartiallyFilled);
}

TEST_CASE("reports/execution_report: a status is a state; what is only asked for is none") {
    ExecutionReport report = make_report(ExecType::Status, OrdStatus::New);
    CHECK(order_in(events_of(report)).state == OrderState::Open);
    CHECK_FALSE(events_of(report).trade);
    // Asked for, not done: the order is what it was.
    report.pending = true;
    report.status = OrdStatus::PendingCancel;
    const reports::ReportEvents events = events_of(report);
    CHECK_FALSE(events.order);
    CHECK_FALSE(events.trade);
    CHECK(events.refusal == "");
    report.status = OrdStatus::Canceled;
    CHECK(order_in(events_of(report)).state == OrderState::Cancelled);
}

TEST_CASE("reports/execution_report: a replaced order keeps its row, with the new terms") {
    ExecutionReport report = make_report(ExecType::Replaced, OrdStatus::Replaced);
    report.client_order_id = "C2";
    report.original_client_order_id = "C1";
    report.quantity = 200;
    report.cumulative = 75;
    report.leaves = 125;
    const reports::ReportEvents events = events_of(report);
    CHECK(order_in(events).exchange_order_id == "O1");
    CHECK(order_in(events).client_order_id == "C2");
    CHECK(order_in(events).quantity == 200);
    CHECK(order_in(events).state == OrderState::PartiallyFilled);
}

TEST_CASE(
    "reports/execution_report: a rejected order without a number goes under its client's id") {
    ExecutionReport report = make_report(ExecType::Rejected, OrdStatus::Rejected);
    report.exchange_order_id = "";
    report.leaves = 0;
    report.text = "RMS:\tmargin \xE2\x82\xB9" + std::string(200, 'x');
    const reports::ReportEvents events = events_of(report);
    REQUIRE(events.refusal == "");
    CHECK(order_in(events).exchange_order_id == "C1");
    CHECK(order_in(events).reason.starts_with("RMS:?margin ???x"));
    CHECK(order_in(events).reason.size() == events::kReasonMax);
}

TEST_CASE("reports/execution_report: nothing is left of an order that has ended") {
    ExecutionReport report = make_report(ExecType::Canceled, OrdStatus::Canceled);
    report.leaves = 150;
    CHECK(order_in(events_of(report)).remaining == 0);
}

TEST_CASE("reports/execution_report: our orders are told, and what we did to others") {
    ExecutionReport ours = make_fill(75);
    ours.client_order_id = "BXABCDEFGHIJKLMNOPQRST";
    CHECK(events_of(ours).own);
    CHECK(order_in(events_of(ours)).origin == Origin::Backstop);
    // Our cancellation of an order from the main site: it stays the main site's.
    ExecutionReport cancelled = make_report(ExecType::Canceled, OrdStatus::Canceled);
    cancelled.client_order_id = "BXABCDEFGHIJKLMNOPQRST";
    cancelled.original_client_order_id = "C1";
    CHECK(events_of(cancelled).own);
    CHECK(order_in(events_of(cancelled)).origin == Origin::Primary);
    CHECK(order_in(events_of(cancelled)).client_order_id == "C1");
}

TEST_CASE("reports/execution_report: what was said in FIX 4.2 means the same") {
    for (const ExecType type : {ExecType::Trade, ExecType::TradeCorrect, ExecType::TradeBust}) {
        ExecutionReport report = make_fill(75, "E8");
        report.exec_type = type;
        if (type != ExecType::Trade) report.exec_ref_id = "E7";
        std::string both;
        for (const bool fix42 : {false, true}) {
            fix::Dialect dialect;
            dialect.fix42 = fix42;
            auto read = fix::read_from_exchange(fix::write(report, dialect), dialect);
            REQUIRE(read.ok());
            auto heard = std::get<ExecutionReport>(std::move(read).value());
            const reports::ReportEvents events = events_of(heard);
            REQUIRE(events.refusal == "");
            std::string text;
            events::encode(*events.trade, text);
            events::encode(*events.order, text);
            if (both.empty()) both = text;
            CHECK(text == both);
        }
        CHECK(both.find("\"trade_no\":\"NE8\"") != std::string::npos);
    }
}

TEST_CASE("reports/execution_report: what can be no event names its field") {
    const std::vector<std::pair<std::string, std::function<void(ExecutionReport&)>>> cases{
        {"account: empty", [](auto& report) { report.account = ""; }},
        {"account: has a character", [](auto& report) { report.account = "ab\",\"x"; }},
        {"token: below 1", [](auto& report) { report.instrument.token = 0; }},
        {"quantity: below 1", [](auto& report) { report.quantity = -150; }},
        {"price: below 0", [](auto& report) { report.price = -1; }},
        {"day: not a date", [](auto& report) { report.day = 20261301; }},
        {"exchange_time_us: below 1", [](auto& report) { report.transact_time_us = 0; }}};
    for (const auto& [reason, change] : cases) {
        CAPTURE(reason);
        ExecutionReport report = make_report(ExecType::New, OrdStatus::New);
        change(report);
        CHECK(refusal_of(report).starts_with(reason));
        CHECK_FALSE(events_of(report).order);
    }
}

TEST_CASE(
    "reports/execution_report: a refused trade takes its order's state with it, not vice versa") {
    ExecutionReport no_price = make_fill(75);
    no_price.last_price = 0;
    CHECK(refusal_of(no_price).starts_with("price: 0"));
    CHECK_FALSE(events_of(no_price).order);
    ExecutionReport odd_order = make_fill(75);
    odd_order.quantity = events::kQuantityMax + 1;
    CHECK(events_of(odd_order).trade);
    CHECK_FALSE(events_of(odd_order).order);
    CHECK(refusal_of(odd_order).starts_with("quantity: "));
}
