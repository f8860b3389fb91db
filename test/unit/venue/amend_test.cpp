#include <doctest/doctest.h>

#include "test/unit/venue/conversation.h"

using conversation::buy;
using conversation::kRupee;
using conversation::Market;
using conversation::sell;

TEST_CASE("venue amend: a cancelled order does not trade") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    CHECK(market.cancel("c1", "s1") == "c1 cancelled cancelled 0/50\n");
    CHECK(market.report(0).original_client_order_id == "s1");
    CHECK(market.report(0).asked_by == 0);
    CHECK(market.say(buy("b1", 50, 100 * kRupee)) == "b1 new open 0/50\n");
}

TEST_CASE("venue amend: a cancel of what is unknown, final, or not the member's is refused") {
    Market market;
    CHECK(market.cancel("c1", "s1") == "c1 refused, unknown: no such order\n");
    market.say(sell("s1", 50, 100 * kRupee));
    CHECK(market.say(venue::Cancel{"c2", {1, {}}}, 2) == "c2 refused, unknown: no such order\n");
    CHECK(market.say(venue::Cancel{"c2", {7, {}}}) == "c2 refused, unknown: no such order\n");
    market.say(buy("b1", 50, 100 * kRupee));
    CHECK(market.cancel("c3", "s1") == "c3 refused: order is filled already\n");
    const auto& refused = std::get<venue::CancelRefused>(market.outputs().at(0));
    CHECK(refused.state == events::OrderState::Filled);
    CHECK(refused.exchange_order_id == 1);
}

TEST_CASE("venue amend: another session of the member cancels by number, both are told") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee), 0);
    CHECK(market.say(venue::Cancel{"x1", {1, {}}}, 1) == "x1 cancelled cancelled 0/50\n");
    CHECK(market.report(0).session == 0);
    CHECK(market.report(0).asked_by == 1);
}

TEST_CASE("venue amend: a client order id is taken once for each session") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    CHECK(market.say(buy("s1", 50, 99 * kRupee)) ==
          "s1 rejected rejected 0/50: client order id was used before\n");
    CHECK(market.report(0).exchange_order_id == 0);
    CHECK(market.say(buy("s1", 50, 99 * kRupee), 1) == "s1 new open 0/50\n");
    CHECK(market.cancel("s1", "s1") == "s1 refused: client order id was used before\n");
    market.cancel("c1", "s1");
    CHECK(market.say(buy("c1", 50, 99 * kRupee)) ==
          "c1 rejected rejected 0/50: client order id was used before\n");
    CHECK(market.say(buy("", 50, 99 * kRupee)) ==
          " rejected rejected 0/50: client order id is empty\n");
}

TEST_CASE(
    "venue amend: a smaller quantity keeps its place, a larger one or another price does not") {
    Market market;
    for (const char* id : {"s1", "s2", "s3", "s4"}) {
        market.say(sell(id, 100, 100 * kRupee, std::string{"B"} + id));
    }
    CHECK(market.replace("r1", "s1", 50, 100 * kRupee) == "r1 replaced open 0/50\n");
    CHECK(market.report(0).original_client_order_id == "s1");
    CHECK(market.replace("r2", "s2", 110, 100 * kRupee) == "r2 replaced open 0/110\n");
    market.replace("r3", "s3", 100, 101 * kRupee);
    market.replace("r3a", "r3", 100, 100 * kRupee);
    CHECK(market.say(buy("b1", 350, 100 * kRupee)) ==
          "b1 new open 0/350\n"
          "b1 trade partially_filled 50/350 50@100 #1\n"
          "r1 trade filled 50/50 50@100 #1\n"
          "b1 trade partially_filled 150/350 100@100 #2\n"
          "s4 trade filled 100/100 100@100 #2\n"
          "b1 trade partially_filled 260/350 110@100 #3\n"
          "r2 trade filled 110/110 110@100 #3\n"
          "b1 trade filled 350/350 90@100 #4\n"
          "r3a trade partially_filled 90/100 90@100 #4\n");
}

TEST_CASE("venue amend: a new price meets the book") {
    Market market;
    market.say(sell("s1", 50, 101 * kRupee));
    market.say(buy("b1", 80, 99 * kRupee));
    CHECK(market.replace("r1", "b1", 80, 101 * kRupee) ==
          "r1 replaced open 0/80\n"
          "r1 trade partially_filled 50/80 50@101 #1\n"
          "s1 trade filled 50/50 50@101 #1\n");
}

TEST_CASE("venue amend: an order cannot become smaller than what is filled") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    market.say(buy("b1", 80, 100 * kRupee));
    CHECK(market.replace("r1", "b1", 50, 100 * kRupee) ==
          "r1 refused: quantity is not above what is done already, 50\n");
    CHECK(market.replace("r2", "b1", 60, 100 * kRupee) == "r2 replaced partially_filled 50/60\n");
    CHECK(market.report(0).remaining == 10);
    CHECK(market.replace("r3", "r2", 65, 100 * kRupee) ==
          "r3 refused: quantity 65 is not a multiple of the lot, 10\n");
    CHECK(market.replace("r3", "r2", INT64_MIN, 100 * kRupee) ==
          "r3 refused: quantity must be above 0\n");
    CHECK(market.replace("r3", "r2", 1010, 100 * kRupee) ==
          "r3 refused: quantity is above the freeze quantity, 1000\n");
}

TEST_CASE("venue amend: an order may be called by any of its names") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    market.replace("r1", "s1", 50, 101 * kRupee);
    CHECK(market.exchange().find(0, {0, "s1"})->client_order_id == "r1");
    CHECK(market.cancel("c1", "s1") == "c1 cancelled cancelled 0/50\n");
    CHECK(market.report(0).original_client_order_id == "r1");
}

TEST_CASE(
    "venue amend: mass cancel takes an account's or the member's orders, not another member's") {
    Market market;
    market.say(buy("b1", 50, 99 * kRupee, "A1"), 0);
    market.say(buy("b2", 50, 99 * kRupee, "A1"), 1);
    market.say(buy("b3", 50, 99 * kRupee, "A2"), 0);
    market.say(buy("b4", 50, 99 * kRupee, "A1"), 2);
    CHECK(market.say(venue::MassCancel{"m1", "A1"}, 1) ==
          "b1 cancelled cancelled 0/50\n"
          "b2 cancelled cancelled 0/50\n"
          "mass cancel of 2\n");
    CHECK(market.report(0).asked_by == 1);
    CHECK(market.say(venue::MassCancel{"m2", ""}, 0) ==
          "b3 cancelled cancelled 0/50\n"
          "mass cancel of 1\n");
    CHECK(market.say(venue::MassCancel{"m3", "A9"}, 0) == "mass cancel of 0\n");
}

TEST_CASE("venue amend: a session's orders go with it") {
    Market market;
    market.say(buy("b1", 50, 99 * kRupee), 0);
    market.say(buy("b2", 50, 99 * kRupee), 1);
    CHECK(market.say(venue::CancelSession{}, 1) ==
          "b2 cancelled cancelled 0/50: session was disconnected\n");
}
