// What makes an event without a number a repeat: all that it says.
#include "common/books/inbox.h"

#include <doctest/doctest.h>

#include "test/unit/books/run.h"

using events::Event;

namespace {

Event unnumbered(Event event) {
    event.seq = 0;
    return event;
}

}  // namespace

TEST_CASE("books/inbox: source, partition, number and received time are not content") {
    const Event event = unnumbered(trade_of({}));
    Event again = event;
    again.received_time_us += 77;
    again.partition = 3;
    again.source = "another";
    CHECK(books::content_of(event) == books::content_of(again));
    CHECK(books::content_of(event).size() == 32);
}

TEST_CASE("books/inbox: everything else is") {
    const Event event = unnumbered(trade_of({}));
    const auto differs = [&](auto change) {
        Event other = event;
        change(other, std::get<events::Trade>(other.body));
        return books::content_of(other) != books::content_of(event);
    };
    using Trade = events::Trade;
    CHECK(differs([](Event& other, Trade&) { other.exchange = events::Exchange::Bse; }));
    CHECK(differs([](Event& other, Trade&) { other.segment = events::Segment::Cm; }));
    CHECK(differs([](Event& other, Trade&) { other.account = "KA0907"; }));
    CHECK(differs([](Event& other, Trade&) { other.token = 1; }));
    CHECK(differs([](Event& other, Trade&) { other.product = events::Product::Mis; }));
    CHECK(differs([](Event& other, Trade&) { other.exchange_time_us += 1; }));
    CHECK(differs([](Event&, Trade& trade) { trade.quantity += 1; }));
    CHECK(differs([](Event&, Trade& trade) { trade.price += 1; }));
    CHECK(differs([](Event&, Trade& trade) { trade.trade_no = "N2"; }));
    CHECK(differs([](Event&, Trade& trade) { trade.exchange_order_id = "O2"; }));
    CHECK(differs([](Event& other, Trade&) { other = unnumbered(make_order()); }));
}

TEST_CASE("books/inbox: an order's state that shares its id with its fill is another event") {
    Event order = unnumbered(make_order());
    Event trade = unnumbered(make_trade());
    order.id = trade.id = "X1";
    const books::InboxKeys known{books::inbox_key_of(trade)};
    CHECK(books::stands_in(known, books::inbox_key_of(trade)));
    CHECK_FALSE(books::stands_in(known, books::inbox_key_of(order)));
}

TEST_CASE("books/inbox: a row from before stands for every event under its id") {
    const books::InboxKey key = books::inbox_key_of(unnumbered(make_trade()));
    const books::InboxKeys known{{key.source, key.day, key.id, ""}};
    CHECK(books::stands_in(known, key));
    CHECK_FALSE(books::stands_in(known, {key.source, key.day, "other", key.content}));
}
