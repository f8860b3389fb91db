#include <doctest/doctest.h>

#include "test/unit/venue/conversation.h"

using conversation::buy;
using conversation::kFuture;
using conversation::kRupee;
using conversation::Market;
using conversation::sell;

TEST_CASE("venue freeze: above the freeze quantity an order waits, confirmed it meets the book") {
    Market market;
    market.say(sell("s1", 500, 100 * kRupee));
    CHECK(market.say(buy("b1", 1010, 100 * kRupee)) == "b1 pending frozen 0/1010\n");
    CHECK(market.report(0).remaining == 1010);
    CHECK(market.replace("r1", "b1", 500, 100 * kRupee) ==
          "r1 refused: order waits for the exchange's confirmation; it can only be cancelled\n");
    CHECK(market.say(venue::FreezeConfirm{2}) ==
          "b1 new open 0/1010\n"
          "b1 trade partially_filled 500/1010 500@100 #1\n"
          "s1 trade filled 500/500 500@100 #1\n");
    CHECK(market.say(venue::FreezeConfirm{2}) == "operator: no frozen order of this number\n");
}

TEST_CASE("venue freeze: refused it is rejected, cancelled it is gone, at the close it expires") {
    Market market;
    market.say(buy("b1", 2000, 100 * kRupee));
    market.say(buy("b2", 2000, 100 * kRupee));
    market.say(buy("b3", 2000, 100 * kRupee));
    CHECK(market.say(venue::FreezeRefuse{1, "too large for today"}) ==
          "b1 rejected rejected 0/2000: too large for today\n");
    CHECK(market.cancel("c2", "b2") == "c2 cancelled cancelled 0/2000\n");
    CHECK(market.until(15, 30) == "b3 expired expired 0/2000: market closed\n");
}

TEST_CASE("venue freeze: confirmed too late, it is rejected") {
    Market market;
    market.say(buy("b1", 2000, 110 * kRupee));
    market.say(venue::SetBand{kFuture, 90 * kRupee, 105 * kRupee});
    CHECK(market.say(venue::FreezeConfirm{1}) ==
          "b1 rejected rejected 0/2000: price 110 is above the day's highest, 105\n");
}

TEST_CASE("venue band: one that moved is told with the prices, once") {
    Market market;
    market.say(venue::SetBand{kFuture, 90 * kRupee, 105 * kRupee});
    REQUIRE(market.outputs().size() == 1);
    const auto told = std::get<venue::PriceChanged>(market.outputs().back());
    CHECK(told.band_moved);
    CHECK(told.band_low == 90 * kRupee);
    CHECK(told.band_high == 105 * kRupee);
    market.say(venue::SetBand{kFuture, 90 * kRupee, 105 * kRupee});
    CHECK(market.outputs().empty());
    market.say(buy("b1", 20, 100 * kRupee));
    CHECK_FALSE(std::get<venue::PriceChanged>(market.outputs().back()).band_moved);
    CHECK(market.exchange().prices()[0].band_high == 105 * kRupee);
    CHECK(market.say(venue::SetBand{kFuture, 106 * kRupee, 105 * kRupee}) ==
          "operator: band: low is above high, or below 0\n");
}

TEST_CASE("venue bust: both sides are told, a standing order works on, an ended one stays ended") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    market.say(buy("b1", 80, 100 * kRupee));  // executions: s1 1, b1 2, trade 3 and 4
    CHECK(market.say(venue::Bust{.exec_id = 4}) ==
          "b1 bust open 0/80 50@100 #1\n"
          "s1 bust cancelled 0/50 50@100 #1: trade 1 was busted; the order stays ended\n");
    CHECK(market.report(0).exec_ref == 3);
    CHECK(market.report(1).exec_ref == 4);
    CHECK(market.report(0).remaining == 30);
    CHECK(market.say(sell("s2", 50, 100 * kRupee)) ==
          "s2 new open 0/50\n"
          "b1 trade cancelled 30/80 30@100 #2: a trade of it was busted or corrected; the rest is "
          "done\n"
          "s2 trade partially_filled 30/50 30@100 #2\n");
    CHECK(market.say(venue::Bust{.trade_no = 1}) ==
          "operator: bust: the trade is busted already\n");
    CHECK(market.say(venue::Bust{.trade_no = 9}) == "operator: bust: no such trade\n");
    CHECK(market.say(venue::Bust{.exec_id = 1}) == "operator: bust: no such trade\n");
}

TEST_CASE("venue bust: an order with nothing left to work is neither filled nor open") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    market.say(buy("b1", 80, 100 * kRupee));
    market.say(venue::Bust{.trade_no = 1});
    market.say(sell("s2", 30, 100 * kRupee));
    const auto order = market.exchange().find(0, {0, "b1"});
    CHECK(order->filled == 30);
    CHECK(order->remaining == 0);
    CHECK(order->state == events::OrderState::Cancelled);
}

TEST_CASE("venue correct: a correction takes the trade's place, the next one names it") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    market.say(buy("b1", 80, 100 * kRupee));
    CHECK(market.say(venue::Correct{1, 40, 99 * kRupee}) ==
          "b1 correct partially_filled 40/80 40@99 #1\n"
          "s1 correct cancelled 40/50 40@99 #1: trade 1 was corrected; the order stays ended\n");
    CHECK(market.report(0).exec_ref == 3);
    CHECK(market.say(venue::Correct{1, 50, 98 * kRupee}) != "");
    CHECK(market.report(0).exec_ref == 5);
    CHECK(market.say(venue::Correct{1, 60, 98 * kRupee}) ==
          "operator: correction: order 2 has room for 50 only\n");
    CHECK(market.say(venue::Correct{1, 0, 98 * kRupee}) ==
          "operator: correction: quantity and price must be above 0\n");
    market.say(venue::Bust{.trade_no = 1});
    CHECK(market.report(0).exec_ref == 7);
    CHECK(market.say(venue::Correct{1, 10, 98 * kRupee}) ==
          "operator: correction: the trade is busted\n");
}

TEST_CASE(
    "venue suspend: no new orders and no trades; cancel works; afterwards the book uncrosses") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    market.say(sell("s2", 50, 100 * kRupee));
    CHECK(market.say(venue::Suspend{kFuture, true}) == "");
    CHECK(market.say(buy("b1", 50, 100 * kRupee)) ==
          "b1 rejected rejected 0/50: instrument is suspended; orders in it can be cancelled\n");
    CHECK(market.cancel("c1", "s1") == "c1 cancelled cancelled 0/50\n");
    market.say(venue::Suspend{kFuture, false});
    CHECK(market.say(buy("b2", 50, 100 * kRupee)) ==
          "b2 new open 0/50\n"
          "b2 trade filled 50/50 50@100 #1\n"
          "s2 trade filled 50/50 50@100 #1\n");
}

TEST_CASE(
    "venue phase: an operator's halt stops trading until the calendar or the operator goes on") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    market.say(venue::SetPhase{0, venue::Phase::PostClose});
    CHECK(market.exchange().phase(0) == venue::Phase::PostClose);
    CHECK(market.say(buy("b1", 50, 100 * kRupee)) ==
          "b1 rejected rejected 0/50: market takes no new orders now; orders can be cancelled\n");
    market.say(venue::SetPhase{0, venue::Phase::Continuous});
    CHECK(market.say(buy("b2", 50, 100 * kRupee)).ends_with("s1 trade filled 50/50 50@100 #1\n"));
    CHECK(market.say(venue::SetPhase{9, venue::Phase::Closed}) ==
          "operator: no such group of instruments\n");
}
