// Orders without a number: one row before the number comes, one behind it, whatever comes first.
#include "common/books/order_names.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "test/unit/books/worker_model.h"
#include "test/unit/seed.h"

using events::OrderState;

namespace {

struct Words {
    std::string_view number = "N1";
    std::string_view client = "C1";
    OrderState state = OrderState::Open;
    int64_t at = 0;
    std::string_view account = "AB1234";
    uint32_t day = 20260803;
};

std::string body_of(const Words& words) {
    events::Event event = make_order();
    event.partition = 0;
    event.seq = 0;
    event.id = words.number.empty() ? "E0" : words.number;
    event.exchange_time_us += words.at;
    event.account = words.account;
    event.day = words.day;
    auto& order = std::get<events::Order>(event.body);
    order.exchange_order_id = words.number;
    order.client_order_id = words.client;
    order.state = words.state;
    order.remaining = is_final(words.state) ? 0 : order.quantity;
    return text_of(event);
}

// "N1 open": the rows of the books after these messages, in transactions of `limit` events.
std::string rows_after(const std::vector<std::string>& bodies, size_t limit) {
    Tables tables;
    WorkerModel worker{tables, 0};
    for (size_t i = 0; i < bodies.size(); ++i) {
        worker.deliver(i + 1, bodies[i]);
        if (limit == 1) worker.step(1);
    }
    while (worker.step(limit)) {
    }
    events::Decoder decoder{1};
    std::string rows;
    for (const auto& [id, json] : tables.orders) {
        const events::Batch batch = decoder.decode(json, "");
        const auto& order = std::get<events::Order>(batch.events.at(0).body);
        rows +=
            (rows.empty() ? "" : ", ") + std::get<4>(id) + " " + std::string{name_of(order.state)};
    }
    return rows;
}

}  // namespace

TEST_CASE("books/order_names: until the number comes the order is keyed by its client order id") {
    for (const std::string_view none : {"0", "", "NONE", "00", "n/a", "-1"}) {
        CAPTURE(std::string{none});
        const std::string pending = body_of({.number = none, .state = OrderState::Frozen});
        CHECK(rows_after({pending}, 1) == "C1 frozen");
        const std::string open = body_of({.at = 5});
        for (const size_t limit : {size_t{1}, size_t{100}}) {
            CHECK(rows_after({pending, open}, limit) == "N1 open");
            CHECK(rows_after({open, pending}, limit) == "N1 open");
            CHECK(rows_after({pending, open, pending}, limit) == "N1 open");
        }
    }
}

TEST_CASE("books/order_names: an order that was refused without a number keeps its row") {
    const std::string refused = body_of({.number = "0", .state = OrderState::Rejected, .at = 9});
    const std::string pending = body_of({.number = "0", .state = OrderState::Frozen});
    CHECK(rows_after({refused}, 1) == "C1 rejected");
    CHECK(rows_after({pending, refused}, 1) == "C1 rejected");
    CHECK(rows_after({refused, pending}, 100) == "C1 rejected");
}

TEST_CASE("books/order_names: an end without a number makes room for the number, too") {
    for (const OrderState end : {OrderState::Rejected, OrderState::Cancelled}) {
        const std::string ended = body_of({.number = "", .state = end, .at = 9});
        const std::string open = body_of({.at = 5});
        for (const size_t limit : {size_t{1}, size_t{100}}) {
            CHECK(rows_after({ended, open}, limit) == "N1 open");
            CHECK(rows_after({open, ended}, limit) == "N1 open");
        }
    }
}

TEST_CASE("books/order_names: another order's number is not this one's") {
    const std::string pending = body_of({.number = "0", .state = OrderState::Frozen});
    const std::string other = body_of({.number = "N2", .client = "C2"});
    CHECK(rows_after({pending, other}, 1) == "C1 frozen, N2 open");
    CHECK(rows_after({other, pending}, 100) == "C1 frozen, N2 open");
}

TEST_CASE("books/order_names: without number and name an order is parked, a trade is not") {
    events::Decoder decoder{kPartitions};
    const auto without = [&](const events::Event& event) {
        const std::string text = with_value(
            with_value(text_of(event), "exchange_order_id", "\" \""), "client_order_id", "\"\"");
        return decoder.decode(text, "");
    };
    const events::Batch order = without(make_order());
    REQUIRE(order.refusals.size() == 1);
    CHECK(order.refusals[0].reason == "exchange_order_id: none, and client_order_id is empty");
    const events::Batch trade = without(make_trade());
    REQUIRE(trade.events.size() == 1);
    CHECK(std::get<events::Trade>(trade.events[0].body).exchange_order_id.empty());
}

TEST_CASE("books/order_names: one row for each order, for any cut and order of its events") {
    const Seeds runs = seeds(200);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        std::vector<std::string> bodies{
            body_of({.number = "0", .state = OrderState::Frozen}),
            body_of({.at = 1}),
            body_of({.state = OrderState::PartiallyFilled, .at = 2}),
            body_of({.number = "NONE", .client = "C2", .state = OrderState::Frozen}),
            body_of({.number = "N2", .client = "C2", .state = OrderState::Cancelled, .at = 3}),
            body_of({.number = "", .client = "C3", .state = OrderState::Rejected, .at = 4}),
            body_of({.number = "N3", .client = "C3", .at = 2}),
            body_of({.number = "", .client = "C4", .state = OrderState::Cancelled, .at = 4}),
        };
        std::shuffle(bodies.begin(), bodies.end(), random);
        CHECK(rows_after(bodies, 1 + random() % 6) ==
              "C4 cancelled, N1 partially_filled, N2 cancelled, N3 open");
    }
}

namespace {

// The rows after the events in every order and in transactions of every size, where they are the
// same; else the first two that differ.
std::string rows_in_every_order(const std::vector<std::string>& bodies) {
    std::vector<size_t> turns(bodies.size());
    for (size_t i = 0; i < turns.size(); ++i) turns[i] = i;
    std::string all;
    do {
        std::vector<std::string> turned;
        for (const size_t turn : turns) turned.push_back(bodies[turn]);
        for (size_t limit = 1; limit <= bodies.size(); ++limit) {
            const std::string rows = rows_after(turned, limit);
            if (!all.empty() && rows != all) return all + "; and: " + rows;
            all = rows;
        }
    } while (std::next_permutation(turns.begin(), turns.end()));
    return all;
}

}  // namespace

TEST_CASE("books/order_names: a state that names the order by its number alone keeps the name") {
    const std::string open = body_of({.at = 1});
    const std::string ended = body_of({.client = "", .state = OrderState::Cancelled, .at = 2});
    const std::string late = body_of({.number = "0", .at = 3});
    CHECK(rows_after({open, ended, late}, 1) == "N1 cancelled");
    CHECK(rows_in_every_order({open, ended, late}) == "N1 cancelled");
}

TEST_CASE("books/order_names: every client order id that an order has had is its own") {
    CHECK(
        rows_in_every_order({body_of({.client = "C1", .at = 1}), body_of({.client = "C2", .at = 2}),
                             body_of({.number = "NONE", .client = "C1", .at = 9}),
                             body_of({.number = "0", .client = "C2", .at = 8})}) == "N1 open");
    CHECK(rows_in_every_order({body_of({.client = "C2", .at = 2}),
                               body_of({.client = "", .state = OrderState::Filled, .at = 3}),
                               body_of({.client = "C1", .at = 1}),
                               body_of({.number = "0", .client = "C1", .at = 9})}) == "N1 filled");
}

TEST_CASE("books/order_names: a client order id that is the number of another order") {
    const std::string other = body_of({.number = "N1", .client = "C1", .at = 1});
    const std::string nameless =
        body_of({.number = "N1", .client = "", .state = OrderState::PartiallyFilled, .at = 2});
    const std::string pending = body_of({.number = "0", .client = "N1", .at = 9});
    const std::string numbered = body_of({.number = "N9", .client = "N1", .at = 5});
    CHECK(rows_in_every_order({other, pending}) == "N1 open");
    CHECK(rows_in_every_order({other, pending, numbered}) == "N1 open, N9 open");
    CHECK(rows_after({other, nameless, pending}, 1) == "N1 partially_filled");
    CHECK(rows_after({other, pending, nameless}, 1) == "N1 partially_filled");
}

TEST_CASE("books/order_names: an exchange whose numbers are the client order ids has one row") {
    const std::string open = body_of({.number = "C1", .at = 1});
    const std::string ended =
        body_of({.number = "C1", .client = "", .state = OrderState::Cancelled, .at = 2});
    const std::string pending = body_of({.number = "0", .at = 0});
    CHECK(rows_in_every_order({open, ended, pending}) == "C1 cancelled");
}

TEST_CASE("books/order_names: one client order id on two days and for two accounts") {
    const std::string here = body_of({.at = 1});
    const std::string next_day = body_of({.number = "0", .day = 20260804});
    const std::string elsewhere = body_of({.number = "0", .account = "AB1235"});
    CHECK(rows_in_every_order({here, next_day, elsewhere}) == "N1 open, C1 open, C1 open");
}
