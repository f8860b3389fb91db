// The other half of the fold: positions, orders, and the order of rows.
#include <doctest/doctest.h>

#include <algorithm>

#include "common/books/posting.h"
#include "test/unit/books/run.h"

using books::Sums;

namespace {

events::Event order_in(std::string_view order_id, std::string_view event_id,
                       std::string_view account = "AB1234") {
    events::Event event = make_order();
    event.seq = 0;  // the number its id ends in counts
    event.id = event_id;
    event.account = account;
    std::get<events::Order>(event.body).exchange_order_id = order_id;
    return event;
}

// The change of the only position.
Sums change_of(const Run& run) {
    REQUIRE(run.posting.positions.size() == 1);
    return run.posting.positions[0].change;
}

}  // namespace

TEST_CASE("books/posting: sums of quantity and value, buys and sells apart") {
    const Run run{{trade_of({.id = "T1", .quantity = 75, .price = 1'000'000}),
                   trade_of({.id = "T2", .quantity = 25, .price = 2'000'000}),
                   trade_of({.id = "T3", .quantity = 10, .price = 5, .side = events::Side::Sell})}};
    CHECK(change_of(run) == Sums{100, 75'000'000 + 50'000'000, 10, 50});
}

TEST_CASE("books/posting: a correction changes the sums by the difference") {
    const Run one{{trade_of({}), correction("C1", "T1", 50)}};
    CHECK(change_of(one) == Sums{50, 50 * 1'013'500, 0, 0});
    const Run across{{correction("C1", "T1", 50)}, {row_of(trade_of({}))}};
    CHECK(change_of(across) == Sums{-25, -25 * 1'013'500, 0, 0});
    CHECK(change_of(across).any_negative());
}

TEST_CASE("books/posting: a bust of another quantity or price than its trade's is parked") {
    events::Event event = bust("B1", "T1");
    auto& trade = std::get<events::Trade>(event.body);
    trade.quantity = 9999;
    const Run across{{event}, {row_of(trade_of({}))}};
    CHECK(across.parked() == "B1: quantity: not that of the trade it names");
    CHECK(across.posting.positions.empty());
    trade.quantity = 75;
    trade.price = 1;
    const Run together{{trade_of({}), event}};
    CHECK(together.parked() == "B1: price: not that of the trade it names");
    CHECK(change_of(together) == Sums{75, 75 * 1'013'500, 0, 0});
}

TEST_CASE("books/posting: what takes a position beyond its sums is parked alone, without halving") {
    const events::Event trades[] = {trade_of({.id = "T1"}), trade_of({.id = "T2"}),
                                    trade_of({.id = "T3", .side = events::Side::Sell})};
    const int64_t value = 75 * 1'013'500;
    books::Item items[] = {{&trades[0]}, {&trades[1]}, {&trades[2]}};
    const std::vector<books::Item*> run{&items[0], &items[1], &items[2]};
    const auto keys = books::positions_of(run);
    REQUIRE(keys.size() == 1);
    const books::KnownSums sums{{keys[0], {0, books::kSumMax - value, 0, 0}}};
    events::Refusal refusal;
    const auto posting = books::fold(
        run, {},
        [&](books::Item& item, std::string reason) {
            refusal.text = item.event->id;
            refusal.reason = std::move(reason);
            return &refusal;
        },
        {}, &sums);
    CHECK(posting.applied == 2);
    CHECK(refusal.text == "T2");
    CHECK(refusal.reason == "database: buy_value of the position would be more than it holds");
}

TEST_CASE("books/posting: a position that came and went in one run still gets its row") {
    CHECK(change_of(Run{{trade_of({}), bust("B1", "T1")}}) == Sums{});
}

TEST_CASE("books/posting: each part of a position's key makes a position of its own") {
    const auto positions = [](const auto& change) {
        events::Event other = trade_of({.id = "T2"});
        change(other);
        return Run{{trade_of({}), other}}.posting.positions.size();
    };
    CHECK(positions([](events::Event&) {}) == 1);
    CHECK(positions([](events::Event& event) { event.account = "KA0907"; }) == 2);
    CHECK(positions([](events::Event& event) { event.day = 20260804; }) == 2);
    CHECK(positions([](events::Event& event) { event.exchange = events::Exchange::Bse; }) == 2);
    CHECK(positions([](events::Event& event) { event.segment = events::Segment::Cm; }) == 2);
    CHECK(positions([](events::Event& event) { event.token = 7; }) == 2);
    CHECK(positions([](events::Event& event) { event.product = events::Product::Mis; }) == 2);
}

TEST_CASE("books/posting: the largest values of a whole batch stay within int64") {
    std::vector<events::Event> events;
    std::deque<std::string> ids;
    for (int i = 0; i < 12'000; ++i) {
        ids.push_back("T" + std::to_string(i));
        events.push_back(
            trade_of({.id = ids.back(), .quantity = 1000, .price = events::kPriceMax}));
    }
    const Run run{std::move(events)};
    CHECK(change_of(run).buy_value == 12'000 * events::kTradeValueMax);
}

TEST_CASE("books/posting: of an order's states the last one of the run stands") {
    const Run run{{order_in("O2", "E1"), order_in("O1", "E2"), order_in("O2", "E3"),
                   order_in("O2", "E4"), order_in("O1", "E5", "KA0907")}};
    REQUIRE(run.posting.orders.size() == 3);
    CHECK(run.posting.orders[0].event->id == "E2");
    CHECK(run.posting.orders[1].event->id == "E4");
    CHECK(run.posting.orders[2].event->id == "E5");
    CHECK(run.posting.applied == 5);
}

TEST_CASE("books/posting: an order's older state does not take the place of a newer one") {
    events::Event newer = order_in("O1", "E1");
    events::Event older = order_in("O1", "E2");
    older.exchange_time_us = newer.exchange_time_us - 1;
    const Run run{{newer, older}};
    REQUIRE(run.posting.orders.size() == 1);
    CHECK(run.posting.orders[0].event->id == "E1");
    CHECK(run.posting.applied == 2);
}

TEST_CASE("books/posting: an end is an end, whatever the exchange's clocks say") {
    events::Event live = order_in("O1", "E1");
    events::Event end = order_in("O1", "E2");
    events::Event late = order_in("O1", "E3");
    std::get<events::Order>(end.body).state = events::OrderState::Cancelled;
    end.exchange_time_us = live.exchange_time_us - 5;
    late.exchange_time_us = live.exchange_time_us - 1;
    const Run run{{live, end, late}};
    REQUIRE(run.posting.orders.size() == 1);
    CHECK(run.posting.orders[0].event->id == "E2");
}

TEST_CASE("books/posting: the last state stands among hundreds, too") {
    std::deque<std::string> ids;
    std::vector<events::Event> events;
    for (int i = 0; i < 300; ++i) {
        ids.push_back(std::to_string(i));
        events.push_back(order_in(i % 3 == 0 ? "O1" : "O2", ids.back()));
        events.back().seq = i + 1;
    }
    const Run run{std::move(events)};
    REQUIRE(run.posting.orders.size() == 2);
    CHECK(run.posting.orders[0].event->id == "297");
    CHECK(run.posting.orders[1].event->id == "299");
}

TEST_CASE("books/posting: rows come in the order of their keys, each once") {
    std::vector<events::Event> events;
    for (const char* id : {"T5", "T1", "T3"}) {
        for (const char* account : {"B", "A"}) {
            events.push_back(trade_of({.id = id}));
            events.back().account = account;
        }
    }
    const Run run{events, {}};
    CHECK(run.trades() == "T1 live, T3 live, T5 live, T1 live, T3 live, T5 live");
    CHECK(run.posting.trades.front().event->account == "A");
    CHECK(run.posting.positions.front().account == "A");
    const Run ends{{bust("B1", "T5"), bust("B2", "T1")},
                   {row_of(trade_of({.id = "T5"})), row_of(trade_of({.id = "T1"}))}};
    CHECK(ends.ended() == "T1 busted by B2, T5 busted by B1");
}

TEST_CASE("books/posting: a refused item is parked as it came") {
    events::Refusal refusal;
    refusal.reason = "price: missing";
    books::Item item{nullptr, &refusal, false};
    const auto posting = books::fold(
        {&item}, {},
        [](books::Item&, const std::string&) -> const events::Refusal* { return nullptr; });
    REQUIRE(posting.parked.size() == 1);
    CHECK(posting.parked[0] == &refusal);
    CHECK(posting.applied == 0);
}
