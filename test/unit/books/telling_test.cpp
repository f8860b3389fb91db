// Up to when a source has told of a market, by the exchange's clock.
#include "common/books/telling.h"

#include <doctest/doctest.h>

#include <deque>

#include "test/unit/books/run.h"

using books::Told;
using books::ToldOf;
using events::Event;

namespace {

constexpr int64_t kMinuteUs = 60'000'000;
const books::MarketOfSource kMarket{"a", events::Exchange::Nse, events::Segment::Fo};

Event at(int64_t exchange_us, int64_t received_us, std::string_view client_order_id = "M1") {
    Event event = make_order();
    event.source = "a";
    event.exchange = events::Exchange::Nse;
    event.segment = events::Segment::Fo;
    event.exchange_time_us = exchange_us;
    event.received_time_us = received_us;
    std::get<events::Order>(event.body).client_order_id = client_order_id;
    return event;
}

Told told(const std::vector<Event>& events) {
    std::deque<books::Item> items;
    std::vector<books::Item*> list;
    for (const Event& event : events) {
        items.emplace_back().event = &event;
        list.push_back(&items.back());
    }
    return books::told_by(list);
}

}  // namespace

TEST_CASE(
    "books/telling: the latest time of each source and market, of all and of orders of ours") {
    Event elsewhere = at(9 * kMinuteUs, 9 * kMinuteUs);
    elsewhere.segment = events::Segment::Cm;
    const Told all =
        told({at(5 * kMinuteUs, 5 * kMinuteUs), at(7 * kMinuteUs, 7 * kMinuteUs, "BX1"),
              at(6 * kMinuteUs, 6 * kMinuteUs), elsewhere});
    CHECK(all.size() == 2);
    CHECK(all.at(kMarket) == ToldOf{7 * kMinuteUs, 7 * kMinuteUs});
    CHECK(told({at(5 * kMinuteUs, 5 * kMinuteUs)}).at(kMarket) == ToldOf{5 * kMinuteUs, 0});
    Event trade = make_trade();
    std::get<events::Trade>(trade.body).client_order_id = "BX1";
    trade.received_time_us = trade.exchange_time_us;
    CHECK(told({trade}).begin()->second.own_us == trade.exchange_time_us);
}

TEST_CASE("books/telling: what comes in no order, or from the future, tells no time") {
    Event unnumbered = at(5 * kMinuteUs, 5 * kMinuteUs);
    unnumbered.seq = 0;
    CHECK(told({unnumbered}).empty());
    CHECK(told({at(5 * kMinuteUs, 4 * kMinuteUs - 1)}).empty());
    CHECK(told({at(5 * kMinuteUs, 4 * kMinuteUs)}).size() == 1);
    books::Item refused;
    CHECK(books::told_by({&refused}).empty());
}

TEST_CASE(
    "books/telling: a row is written once a minute, and when the first order of ours is told") {
    using books::is_worth_writing;
    CHECK_FALSE(is_worth_writing({kMinuteUs, 0}, {2 * kMinuteUs - 1, 0}));
    CHECK(is_worth_writing({kMinuteUs, 0}, {2 * kMinuteUs, 0}));
    CHECK(is_worth_writing({kMinuteUs, 0}, {kMinuteUs, 7}));
    CHECK_FALSE(is_worth_writing({kMinuteUs, 7}, {kMinuteUs, 8}));
}
