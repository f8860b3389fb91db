#include <doctest/doctest.h>

#include "common/account/read_other_days.h"
#include "test/unit/account/make.h"

namespace account::test {

using events::Side;
using exits::State;

namespace {

View view_with(int64_t net) {
    View view;
    view.positions = {position(equity(), net)};
    return view;
}
const PositionKey kKey = position(equity(), 0).key;

}  // namespace

TEST_CASE("account/exitable: all that is held, on the other side only") {
    CHECK_EQ(exitable(view_with(100), kKey, Side::Sell), 100);
    CHECK_EQ(exitable(view_with(100), kKey, Side::Buy), 0);
    CHECK_EQ(exitable(view_with(-100), kKey, Side::Buy), 100);
    CHECK_EQ(exitable(view_with(-100), kKey, Side::Sell), 0);
    CHECK_EQ(exitable(view_with(0), kKey, Side::Sell), 0);
    CHECK_EQ(exitable(View{}, kKey, Side::Sell), 0);
}

TEST_CASE("account/exitable: less what pending orders on that side have left, never below 0") {
    View view = view_with(100);
    view.orders = {order("O1", kKey, Side::Sell, 60)};
    CHECK_EQ(exitable(view, kKey, Side::Sell), 40);
    view.orders[0].remaining = 10;
    CHECK_EQ(exitable(view, kKey, Side::Sell), 90);
    view.orders.push_back(order("O2", kKey, Side::Sell, 90));
    CHECK_EQ(exitable(view, kKey, Side::Sell), 0);
    view.orders.push_back(order("O3", kKey, Side::Sell, 1));
    CHECK_EQ(exitable(view, kKey, Side::Sell), 0);
}

TEST_CASE("account/exitable: orders that would enlarge it, of other products, are no help") {
    View view = view_with(100);
    PositionKey other = kKey;
    other.product = events::Product::Nrml;
    view.orders = {order("O1", kKey, Side::Buy, 60), order("O2", other, Side::Sell, 60)};
    CHECK_EQ(exitable(view, kKey, Side::Sell), 100);
}

TEST_CASE(
    "account/outstanding: an order of ours in another day's books counts with what it has left") {
    View view = view_with(100);
    view.own = {own("BX1", kKey, Side::Sell, 100, State::Working)};
    Order elsewhere = order("X1", kKey, Side::Sell, 100);
    elsewhere.client_order_id = "BX1";
    elsewhere.filled = 70;
    elsewhere.remaining = 30;
    view.elsewhere = {elsewhere};
    CHECK_EQ(exitable(view, kKey, Side::Sell), 70);
    view.own[0].state = State::Cancelled;  // it has ended, whatever that day's books say
    CHECK_EQ(exitable(view, kKey, Side::Sell), 100);
}

TEST_CASE("account/other_days: the latest day's word of an order, and what it fills there") {
    View view = view_with(100);
    view.day = kDay;
    const auto told = [](uint32_t day, int64_t filled) {
        Order one = order("X1", kKey, Side::Sell, 100);
        one.client_order_id = "BX1";
        one.day = day;
        one.filled = filled;
        return one;
    };
    take_elsewhere(view, told(kDay - 1, 10));
    REQUIRE(view.elsewhere.size() == 1);
    CHECK_EQ(net_of(view, kKey), 100);  // of an earlier day: brought forward
    view.elsewhere.clear();
    view.orders = {told(0, 40)};
    take_elsewhere(view, told(kDay - 1, 10));
    CHECK(view.elsewhere.empty());  // the view's own day has the later word
    take_elsewhere(view, told(kDay + 1, 60));
    take_elsewhere(view, told(kDay + 2, 100));
    CHECK(view.orders.empty());
    REQUIRE(view.elsewhere.size() == 1);
    CHECK_EQ(view.elsewhere[0].filled, 100);
    CHECK_EQ(net_of(view, kKey), 40);  // 40 of the 100 stood in the view's day
}

TEST_CASE(
    "account/outstanding: of what a person has resolved, what has filled counts and no more") {
    View view = view_with(100);
    view.own = {own("BX1", kKey, Side::Sell, 100, State::Doubt)};
    CHECK_EQ(exitable(view, kKey, Side::Sell), 0);
    view.own[0].heard = 40;
    view.own[0].resolved_us = 1;
    CHECK_EQ(exitable(view, kKey, Side::Sell), 60);
    view.own[0].resolved_us = 0;  // the exchange was heard of it since
    CHECK_EQ(exitable(view, kKey, Side::Sell), 0);
}

TEST_CASE("account/outstanding: an order of ours counts from its plan until it is final") {
    View view = view_with(100);
    for (const State state :
         {State::Planned, State::Sending, State::Sent, State::Working, State::Frozen}) {
        view.own = {own("BX1", kKey, Side::Sell, 30, state)};
        CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 30);
    }
    for (const State state : {State::Done, State::Rejected, State::Cancelled}) {
        view.own = {own("BX1", kKey, Side::Sell, 30, state)};
        CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 0);
    }
}

TEST_CASE("account/outstanding: issue 9.1: what was heard to fill counts until the books show it") {
    View view = view_with(100);
    view.own = {own("BX1", kKey, Side::Sell, 100, State::Doubt)};
    view.own[0].heard = 100;
    CHECK_EQ(exitable(view, kKey, Side::Sell), 0);
    view.orders = {order("X1", kKey, Side::Sell, 100)};
    view.orders[0].client_order_id = "BX1";
    view.orders[0].filled = 40;
    view.orders[0].remaining = 0;
    view.orders[0].state = events::OrderState::Cancelled;
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 60);  // on top of what the books show
    view.orders[0].filled = 100;
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 0);  // and never twice
    view.orders[0].filled = 40;
    view.own[0].state = State::Cancelled;  // the books were believed
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 0);
}

TEST_CASE("account/outstanding: in doubt all of an order counts, and what is over it too") {
    View view = view_with(500);
    view.own = {own("BX1", kKey, Side::Sell, 100, State::Doubt)};
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 100);
    view.own[0].heard = 150;
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 150);
    view.orders = {order("X1", kKey, Side::Sell, 100)};
    view.orders[0].client_order_id = "BX1";
    view.orders[0].filled = 20;
    view.orders[0].remaining = 10;
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 130);
    view.own[0].heard = 0;
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 80);
}

TEST_CASE("account/beyond_position: by what our orders could take more than is held") {
    View view = view_with(50);
    view.own = {own("BX1", kKey, Side::Sell, 30, State::Sent),
                own("BX2", kKey, Side::Sell, 30, State::Planned)};
    CHECK_EQ(beyond_position(view, kKey, Side::Sell), 10);
    CHECK_EQ(beyond_position(view_with(-50), kKey, Side::Sell), 0);
    view.orders = {order("X1", kKey, Side::Sell, 20)};  // the main site's: it may fill first
    CHECK_EQ(beyond_position(view, kKey, Side::Sell), 30);
}

TEST_CASE("account/outstanding: once in the books, the books say what it has left") {
    View view = view_with(100);
    view.own = {own("BX1", kKey, Side::Sell, 30, State::Sent)};
    view.orders = {order("X1", kKey, Side::Sell, 30)};
    view.orders[0].client_order_id = "BX1";
    view.orders[0].remaining = 12;
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 12);
    CHECK_EQ(outstanding(view, kKey, Side::Sell).others, 0);
    view.own[0].state = State::Rejected;  // the gateway was wrong: it lives
    CHECK_EQ(outstanding(view, kKey, Side::Sell).own, 12);
}

TEST_CASE("account/outstanding: a cancel of ours sells nothing") {
    View view = view_with(100);
    view.own = {own("BX1", kKey, Side::Sell, 30, State::Sent)};
    view.own[0].action = events::CommandAction::Cancel;
    CHECK_EQ(outstanding(view, kKey, Side::Sell).total(), 0);
}

}  // namespace account::test
