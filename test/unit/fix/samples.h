#pragma once

#include <random>
#include <string>
#include <vector>

#include "common/fix/trading.h"

// Random values of every kind that a counterparty may send; what the two dialects cannot say is
// not among them.
class Samples {
  public:
    explicit Samples(uint64_t seed) : random_{seed} {}

    int64_t number(int64_t low, int64_t high) {
        return std::uniform_int_distribution<int64_t>{low, high}(random_);
    }
    template <class Enum>
    Enum one_of(std::initializer_list<Enum> values) {
        return values.begin()[number(0, static_cast<int64_t>(values.size()) - 1)];
    }
    std::string id(const char* prefix) { return prefix + std::to_string(number(1, 1'000'000)); }
    int64_t time() { return number(0, 4'000'000'000) * 1'000'000 + number(0, 999'999); }
    int64_t price() { return number(1, 1'000'000'000); }

    fix::Instrument instrument() {
        return {.exchange = one_of({events::Exchange::Nse, events::Exchange::Mse}),
                .segment = one_of({events::Segment::Cm, events::Segment::Co}),
                .token = static_cast<uint32_t>(number(0, INT32_MAX)),
                .symbol = id("SYM ")};
    }
    events::Side side() { return one_of({events::Side::Buy, events::Side::Sell}); }
    events::Validity validity() { return one_of({events::Validity::Day, events::Validity::Ioc}); }
    events::OrderType type() {
        using events::OrderType;
        return one_of(
            {OrderType::Limit, OrderType::Market, OrderType::StopLimit, OrderType::StopMarket});
    }

    fix::NewOrder new_order() {
        return {.client_order_id = id("c"),
                .account = id("A"),
                .instrument = instrument(),
                .product = "MIS",
                .side = side(),
                .type = type(),
                .validity = validity(),
                .quantity = number(1, 1'000'000),
                .price = price(),
                .trigger = price(),
                .transact_time_us = time()};
    }
    fix::CancelOrder cancel() {
        return {.client_order_id = id("c"),
                .original_client_order_id = id("o"),
                .exchange_order_id = id("x"),
                .account = id("A"),
                .instrument = instrument(),
                .side = side(),
                .quantity = number(0, 1'000'000),
                .transact_time_us = time()};
    }
    fix::ReplaceOrder replace() {
        return {.what = cancel(),
                .type = type(),
                .validity = validity(),
                .price = price(),
                .trigger = price()};
    }
    fix::ExecutionReport report() {
        using fix::ExecType;
        using fix::OrdStatus;
        fix::ExecutionReport report;
        report.exec_id = id("e");
        report.exec_ref_id = id("r");
        report.exec_type =
            one_of({ExecType::New, ExecType::Canceled, ExecType::Replaced, ExecType::Rejected,
                    ExecType::DoneForDay, ExecType::PendingNew, ExecType::Expired,
                    ExecType::Restated, ExecType::Trade, ExecType::TradeCorrect,
                    ExecType::TradeBust, ExecType::Status, ExecType::Triggered});
        report.status = one_of({OrdStatus::New, OrdStatus::PartiallyFilled, OrdStatus::Filled,
                                OrdStatus::PendingCancel, OrdStatus::Suspended});
        report.exchange_order_id = id("x");
        report.client_order_id = id("c");
        report.original_client_order_id = id("o");
        report.account = id("A");
        report.instrument = instrument();
        report.product = "CNC";
        report.side = side();
        report.type = type();
        report.validity = validity();
        report.quantity = number(1, 1'000'000);
        report.price = price();
        report.trigger = price();
        if (report.exec_type == ExecType::Trade || report.exec_type == ExecType::TradeCorrect ||
            report.exec_type == ExecType::TradeBust) {
            report.last_quantity = number(1, 1'000'000);
            report.last_price = price();
            report.trade_no = id("t");
        }
        report.cumulative = number(0, 1'000'000);
        report.leaves = number(0, 1'000'000);
        report.text = "said so";
        report.day = 20261121;
        report.transact_time_us = time();
        return report;
    }

  private:
    std::mt19937_64 random_;
};

// The message as it arrives: the groups stand flat behind the fields.
inline fix::Message received(fix::Message message) {
    for (const fix::Group& group : message.groups) {
        message.add(group.count_tag, std::to_string(group.entries.size()));
        for (const auto& entry : group.entries) {
            for (const fix::Tag& tag : entry) message.add(tag.number, tag.value);
        }
    }
    message.groups.clear();
    return message;
}

// Two messages say the same: the fields, in their order.
inline std::string flat(const fix::Message& message) {
    std::string text = message.type + "|";
    for (const fix::Tag& tag : received(message).fields) {
        text += std::to_string(tag.number) + "=" + tag.value + "|";
    }
    return text;
}
