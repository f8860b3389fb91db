#include "test/unit/venue/conversation.h"

#include <array>

#include "common/base/decimal.h"

namespace conversation {

using events::OrderType;
using events::Side;
using venue::Phase;

namespace {

venue::NewOrder order(std::string_view id, Side side, int64_t quantity, int64_t price,
                      std::string_view account) {
    return {.client_order_id = id,
            .account = account,
            .instrument = kFuture,
            .product = "MIS",
            .side = side,
            .type = OrderType::Limit,
            .quantity = quantity,
            .price = price};
}

constexpr std::array<std::string_view, 11> kExecTypes{
    "new",   "pending", "cancelled", "replaced", "rejected", "triggered",
    "trade", "correct", "bust",      "expired",  "restated"};

struct Lines {
    std::string operator()(const venue::Report& report) const {
        std::string line{report.client_order_id};
        line += " " + std::string{kExecTypes.at(static_cast<size_t>(report.type))};
        line += " " + std::string{events::name_of(report.state)};
        line += " " + std::to_string(report.filled) + "/" + std::to_string(report.quantity);
        if (report.last_quantity != 0) {
            line += " " + std::to_string(report.last_quantity) + "@";
            base::append_price(line, report.last_price);
            line += " #" + std::to_string(report.trade_no);
        }
        if (!report.reason.empty()) line += ": " + std::string{report.reason};
        return line + "\n";
    }
    std::string operator()(const venue::CancelRefused& refused) const {
        return std::string{refused.client_order_id.view()} + " refused" +
               (refused.unknown_order ? ", unknown: " : ": ") + std::string{refused.reason} + "\n";
    }
    std::string operator()(const venue::MassCancelled& done) const {
        return "mass cancel of " + std::to_string(done.count) + "\n";
    }
    std::string operator()(const venue::OperatorRefused& refused) const {
        return "operator: " + std::string{refused.reason} + "\n";
    }
    std::string operator()(const venue::PriceChanged&) const { return {}; }
    std::string operator()(const venue::PhaseChanged&) const { return {}; }
};

}  // namespace

venue::ExchangeConfig config() {
    venue::ExchangeConfig made;
    made.day = 20260803;
    made.midnight_us = kMidnightUs;
    made.groups = {{"FO", {{at(9, 15), Phase::Continuous}, {at(15, 30), Phase::Closed}}},
                   {"CM",
                    {{at(9, 0), Phase::PreOpen},
                     {at(9, 15), Phase::Continuous},
                     {at(15, 15), Phase::ClosingAuction},
                     {at(15, 30), Phase::PostClose},
                     {at(16, 0), Phase::Closed}}}};
    made.instruments = {{.key = kFuture,
                         .group = 0,
                         .expiry = 20260827,
                         .lot = 10,
                         .tick = 500,
                         .freeze_quantity = 1000,
                         .band_low = 80 * kRupee,
                         .band_high = 120 * kRupee,
                         .reference_price = 100 * kRupee},
                        {.key = kShare,
                         .group = 1,
                         .lot = 1,
                         .tick = 500,
                         .reference_price = 100 * kRupee,
                         .trade_for_trade = true}};
    made.members = {0, 0, 1};  // sessions 0 and 1: one member; session 2: another
    made.orders_expected = 64;
    return made;
}

venue::NewOrder buy(std::string_view id, int64_t quantity, int64_t price,
                    std::string_view account) {
    return order(id, Side::Buy, quantity, price, account);
}

venue::NewOrder sell(std::string_view id, int64_t quantity, int64_t price,
                     std::string_view account) {
    return order(id, Side::Sell, quantity, price, account);
}

venue::NewOrder ioc(venue::NewOrder order) {
    order.validity = events::Validity::Ioc;
    return order;
}

venue::NewOrder market(venue::NewOrder order) {
    order.type = OrderType::Market;
    return order;
}

venue::NewOrder stop(venue::NewOrder order, int64_t trigger) {
    order.type = order.price != 0 ? OrderType::StopLimit : OrderType::StopMarket;
    order.trigger = trigger;
    return order;
}

venue::NewOrder in(venue::InstrumentKey instrument, venue::NewOrder order) {
    order.instrument = instrument;
    return order;
}

std::string text(const venue::Output& output) { return std::visit(Lines{}, output); }

Market::Market(const venue::ExchangeConfig& settings) : exchange_{settings} { until(10, 0); }

std::string Market::say(const venue::InputBody& body, venue::SessionId session) {
    outputs_.clear();
    exchange_.apply({now_us_, session, body}, outputs_);
    std::string lines;
    for (const venue::Output& output : outputs_) lines += text(output);
    return lines;
}

std::string Market::cancel(std::string_view id, std::string_view original,
                           venue::SessionId session) {
    return say(venue::Cancel{id, {0, original}}, session);
}

std::string Market::replace(std::string_view id, std::string_view original, int64_t quantity,
                            int64_t price, int64_t trigger) {
    return say(venue::Replace{id, {0, original}, quantity, price, trigger});
}

std::string Market::until(int hour, int minute) {
    now_us_ = kMidnightUs + at(hour, minute);
    return say(venue::Tick{});
}

}  // namespace conversation
