#include <optional>
#include <set>

#include "common/base/clock.h"
#include "producers/venue/desk/json_row.h"
#include "producers/venue/desk/query.h"
#include "producers/venue/desk/routes.h"
#include "producers/venue/reference/calendar_file.h"

namespace venue {
namespace {

constexpr int64_t kBackMsMax = 86'400'000;

http::Response lines(std::string body) {
    return {200, "application/x-ndjson", std::move(body), {}};
}

void add_key(JsonRow& row, const InstrumentKey& key) {
    row.text("exchange", events::name_of(key.exchange))
        .text("segment", events::name_of(key.segment))
        .integer("token", key.token);
}

std::string order_line(const Report& order) {
    JsonRow row;
    row.integer("exchange_order_id", static_cast<int64_t>(order.exchange_order_id))
        .text("client_order_id", order.client_order_id)
        .text("account", order.account);
    add_key(row, order.instrument);
    row.text("product", order.product)
        .text("side", events::name_of(order.side))
        .text("type", events::name_of(order.order_type))
        .text("validity", events::name_of(order.validity))
        .text("state", events::name_of(order.state))
        .integer("quantity", order.quantity)
        .integer("filled", order.filled)
        .integer("remaining", order.remaining)
        .price("price", order.price)
        .price("trigger", order.trigger)
        .text("reason", order.reason)
        .integer("session", order.session);
    return row.line();
}

// The orders that `wanted` takes, of all members or of one.
template <class Wanted>
std::string orders(const Venue& venue, int64_t member, const std::string& account, Wanted wanted) {
    std::set<uint16_t> members;
    for (const SessionTerms& session : venue.config().sessions) members.insert(session.member);
    std::string body;
    for (const uint16_t one : members) {
        if (member != 0 && one != member) continue;
        for (const Report& order : venue.market().exchange().orders(one, account)) {
            if (wanted(order)) body += order_line(order);
        }
    }
    return body;
}

// What the request asks for: `until_us`, or `back_ms` before the exchange's clock; else nullopt.
std::optional<int64_t> moment_of(Query& query, const Venue& venue) {
    if (const int64_t until_us = query.number("until_us", 0); until_us > 0) return until_us;
    const int64_t back_ms = query.number("back_ms", 0);
    if (back_ms <= 0 || back_ms > kBackMsMax) return std::nullopt;
    return venue.market().time_us(base::wall_now().us) - back_ms * 1000;
}

std::string books(const Venue& venue, std::optional<int64_t> until_us) {
    std::string body;
    if (until_us) {
        body += JsonRow{}.integer("day", venue.config().day).integer("until_us", *until_us).line();
    }
    for (const Total& total : venue.market().exchange().totals(until_us.value_or(INT64_MAX))) {
        JsonRow row;
        row.text("account", total.account);
        add_key(row, total.instrument);
        row.text("product", total.product)
            .integer("buy_quantity", total.buy_quantity)
            .integer("buy_value", total.buy_value)
            .integer("sell_quantity", total.sell_quantity)
            .integer("sell_value", total.sell_value);
        body += row.line();
    }
    return body;
}

std::string trades(const Venue& venue) {
    std::string body;
    for (const TradeRow& trade : venue.market().exchange().trades()) {
        JsonRow row;
        row.integer("trade_no", static_cast<int64_t>(trade.trade_no));
        add_key(row, trade.instrument);
        row.integer("buy_order", static_cast<int64_t>(trade.buy_order))
            .integer("sell_order", static_cast<int64_t>(trade.sell_order))
            .integer("quantity", trade.quantity)
            .price("price", trade.price)
            .flag("busted", trade.busted)
            .flag("corrected", trade.corrected);
        body += row.line();
    }
    return body;
}

std::string prices(const Venue& venue) {
    std::string body;
    for (const PriceChanged& price : venue.market().exchange().prices()) {
        JsonRow row;
        add_key(row, price.instrument);
        row.price("last", price.last).price("bid", price.bid).price("ask", price.ask);
        body += row.price("band_low", price.band_low).price("band_high", price.band_high).line();
    }
    return body;
}

std::string status(const Venue& venue) {
    const Market& market = venue.market();
    JsonRow row;
    row.integer("day", venue.config().day)
        .integer("inputs", market.inputs())
        .integer("answers", static_cast<int64_t>(market.answers().size()))
        .text("digest", std::to_string(market.exchange().digest()));
    uint16_t number = 0;
    for (const Group& group : venue.reference().groups) {
        row.text("phase_" + std::string{group.name.view()},
                 phase_name(market.exchange().phase(number++)));
    }
    return row.line();
}

}  // namespace

void add_lists(http::Router& router, const Venue& venue) {
    router.get("/books", [&venue](const http::Request& request) {
        Query query{request.query};
        const auto until_us = moment_of(query, venue);
        if (!query.problem().empty()) return http::plain(400);
        return lines(books(venue, until_us));
    });
    router.get("/trades", [&venue](const http::Request&) { return lines(trades(venue)); });
    router.get("/prices", [&venue](const http::Request&) { return lines(prices(venue)); });
    router.get("/status", [&venue](const http::Request&) { return lines(status(venue)); });
    router.get("/orders", [&venue](const http::Request& request) {
        Query query{request.query};
        const int64_t member = query.number("member", 0);
        if (!query.problem().empty()) return http::plain(400);
        return lines(
            orders(venue, member, query.text("account", ""), [](const Report&) { return true; }));
    });
    router.get("/frozen", [&venue](const http::Request&) {
        return lines(orders(venue, 0, "", [](const Report& order) {
            return order.state == events::OrderState::Frozen;
        }));
    });
}

}  // namespace venue
