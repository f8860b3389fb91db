#include <doctest/doctest.h>

#include "test/unit/venue/conversation.h"

using namespace std::literals;
using conversation::buy;
using conversation::ioc;
using conversation::kRupee;
using conversation::market;
using conversation::Market;
using conversation::sell;

TEST_CASE("venue matching: price comes before time, time before size") {
    Market market;
    CHECK(market.say(sell("s1", 50, 101 * kRupee)) == "s1 new open 0/50\n");
    market.say(sell("s2", 900, 100 * kRupee, "B2"));
    market.say(sell("s3", 50, 100 * kRupee, "B3"));
    CHECK(market.say(buy("b1", 920, 101 * kRupee)) ==
          "b1 new open 0/920\n"
          "b1 trade partially_filled 900/920 900@100 #1\n"
          "s2 trade filled 900/900 900@100 #1\n"
          "b1 trade filled 920/920 20@100 #2\n"
          "s3 trade partially_filled 20/50 20@100 #2\n");
}

TEST_CASE("venue matching: the standing order makes the price, what is left stands") {
    Market market;
    market.say(buy("b1", 100, 99 * kRupee));
    CHECK(market.say(sell("s1", 150, 98 * kRupee)) ==
          "s1 new open 0/150\n"
          "b1 trade filled 100/100 100@99 #1\n"
          "s1 trade partially_filled 100/150 100@99 #1\n");
    CHECK(market.exchange().prices()[0].ask == 98 * kRupee);
    CHECK(market.exchange().prices()[0].bid == 0);
}

TEST_CASE("venue matching: the rest of an IOC is cancelled") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    CHECK(market.say(ioc(buy("b1", 80, 100 * kRupee))) ==
          "b1 new open 0/80\n"
          "b1 trade partially_filled 50/80 50@100 #1\n"
          "s1 trade filled 50/50 50@100 #1\n"
          "b1 cancelled cancelled 50/80: IOC: no more quantity at this price\n");
    CHECK(market.report(3).remaining == 0);
}

TEST_CASE("venue matching: a market order trades inside its protection, the rest is cancelled") {
    Market exchange;
    exchange.say(sell("s1", 50, 104 * kRupee));
    exchange.say(sell("s2", 50, 105 * kRupee + 500));
    CHECK(exchange.say(market(buy("b1", 100, 0))) ==
          "b1 new open 0/100\n"
          "b1 trade partially_filled 50/100 50@104 #1\n"
          "s1 trade filled 50/50 50@104 #1\n"
          "b1 cancelled cancelled 50/100: no more quantity within the market protection\n");
}
