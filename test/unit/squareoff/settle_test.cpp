#include "consumers/squareoff/settle.h"

#include <doctest/doctest.h>

namespace squareoff {

using account::Order;
using events::OrderState;
using exits::Exit;
using exits::State;

namespace {

constexpr int64_t kNow = 1'000'000'000;

struct Told {
    account::View view;
    int64_t now_us = kNow;

    Told(State state, int64_t heard) {
        Exit own;
        own.client_order_id = "BX1";
        own.action = events::CommandAction::Exit;
        own.quantity = 100;
        own.state = state;
        own.heard = heard;
        view.own = {own};
    }
    Order& say(OrderState state, int64_t filled) {
        Order order;
        order.exchange_order_id = "N1";
        order.client_order_id = "BX1";
        order.quantity = 100;
        order.filled = filled;
        order.remaining = events::is_final(state) ? 0 : 100 - filled;
        order.state = state;
        view.orders = {order};
        return view.orders[0];
    }
    Changes settle() {
        Changes changes;
        squareoff::settle(view, now_us, changes);
        return changes;
    }
    Exit& own() { return view.own[0]; }
};

}  // namespace

TEST_CASE("squareoff/settle: a doubt ends with the order, when the books show all that was heard") {
    Told books{State::Doubt, 100};
    books.say(OrderState::PartiallyFilled, 60);
    (void)books.settle();
    CHECK(books.own().state == State::Doubt);
    CHECK(books.own().filled == 60);
    books.say(OrderState::Filled, 100);
    CHECK(books.settle().ended.size() == 1);
    CHECK(books.own().state == State::Done);
    CHECK(books.own().ended_us == kNow);
}

TEST_CASE("squareoff/settle: fewer filled than heard are believed after a while, not at once") {
    Told books{State::Sent, 100};
    books.say(OrderState::Cancelled, 40);
    const Changes changes = books.settle();
    CHECK(books.own().state == State::Doubt);
    CHECK(books.own().doubt_us == kNow);
    CHECK(books.own().ended_us == 0);
    CHECK(changes.look_again_us == kNow + kShortfallUs);
    books.now_us += kShortfallUs - 1;
    (void)books.settle();
    CHECK(books.own().state == State::Doubt);
    books.now_us += 1;
    (void)books.settle();
    CHECK(books.own().state == State::Cancelled);
    CHECK(books.own().reason == "");
    (void)books.settle();
    CHECK(books.own().state == State::Cancelled);
}

TEST_CASE("squareoff/settle: the trade behind an order's end ends the doubt at once") {
    Told books{State::Sent, 100};
    books.say(OrderState::Cancelled, 40);
    (void)books.settle();
    books.say(OrderState::Cancelled, 100);
    (void)books.settle();
    CHECK(books.own().state == State::Cancelled);
    CHECK(books.own().short_us == 0);
}

TEST_CASE("squareoff/settle: a bust of what the books have shown is no doubt") {
    Told books{State::Sent, 100};
    books.say(OrderState::Filled, 100);
    (void)books.settle();
    CHECK(books.own().state == State::Done);
    books.say(OrderState::Cancelled, 0);
    (void)books.settle();
    CHECK(books.own().state == State::Cancelled);
    CHECK(books.own().filled == 0);
}

TEST_CASE("squareoff/settle: issue 9.10: an order that got its number since is the same order") {
    account::View view;
    Order order;
    order.exchange_order_id = "N1";
    order.client_order_id = "C2";
    view.orders = {order};
    CHECK(find_order(view, {}, "N1") == &view.orders[0]);
    CHECK(find_order(view, {}, "C2") == &view.orders[0]);
    CHECK(find_order(view, {}, "C3") == nullptr);
    CHECK(find_order(view, {}, "") == nullptr);
}

TEST_CASE(
    "squareoff/settle: of two orders under one client order id the cancel means the live one") {
    account::View view;
    for (const char* number : {"N1", "N2", "N3"}) {
        Order order;
        order.exchange_order_id = number;
        order.client_order_id = "C2";
        order.state = order.exchange_order_id == "N2" ? OrderState::Open : OrderState::Cancelled;
        view.orders.push_back(order);
    }
    CHECK(find_order(view, {}, "C2") == &view.orders[1]);
    Exit own;
    own.action = events::CommandAction::Cancel;
    own.state = State::Sent;
    own.target_client_order_id = "C2";  // and no number
    view.own = {own};
    Changes changes;
    settle(view, kNow, changes);
    CHECK(view.own[0].state == State::Sent);
    view.orders[1].state = OrderState::Filled;
    settle(view, kNow, changes);
    CHECK(view.own[0].ended_us == kNow);
}

}  // namespace squareoff
