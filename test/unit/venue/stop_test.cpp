#include <doctest/doctest.h>

#include "test/unit/venue/conversation.h"

using conversation::buy;
using conversation::kFuture;
using conversation::kRupee;
using conversation::Market;
using conversation::sell;
using conversation::stop;

TEST_CASE("venue stop: it waits for the last price, then meets the book") {
    Market market;
    market.say(sell("s1", 50, 100 * kRupee));
    market.say(sell("s2", 50, 102 * kRupee, "B2"));
    CHECK(market.say(stop(buy("b1", 40, 103 * kRupee), 100 * kRupee)) ==
          "b1 new trigger_pending 0/40\n");
    CHECK(market.say(buy("b2", 50, 100 * kRupee, "A2")) ==
          "b2 new open 0/50\n"
          "b2 trade filled 50/50 50@100 #1\n"
          "s1 trade filled 50/50 50@100 #1\n"
          "b1 triggered open 0/40\n"
          "b1 trade filled 40/40 40@102 #2\n"
          "s2 trade partially_filled 40/50 40@102 #2\n");
}

TEST_CASE("venue stop: one sets off the next, a stop market is protected") {
    Market market;
    market.say(buy("b1", 10, 99 * kRupee));
    market.say(buy("b2", 10, 98 * kRupee));
    market.say(buy("b3", 10, 90 * kRupee));
    market.say(stop(sell("s1", 10, 0), 99 * kRupee));
    market.say(stop(sell("s2", 20, 0, "B2"), 98 * kRupee));
    CHECK(market.say(sell("s3", 10, 99 * kRupee, "B3")) ==
          "s3 new open 0/10\n"
          "b1 trade filled 10/10 10@99 #1\n"
          "s3 trade filled 10/10 10@99 #1\n"
          "s1 triggered open 0/10\n"
          "b2 trade filled 10/10 10@98 #2\n"
          "s1 trade filled 10/10 10@98 #2\n"
          "s2 triggered open 0/20\n"
          "s2 cancelled cancelled 0/20: no more quantity within the market protection\n");
}

TEST_CASE("venue stop: the price path sets it off; one that is reached already goes off at once") {
    Market market;
    market.say(stop(buy("b1", 10, 106 * kRupee), 105 * kRupee));
    CHECK(market.say(venue::SetLastPrice{kFuture, 105 * kRupee}) == "b1 triggered open 0/10\n");
    CHECK(market.say(stop(buy("b2", 10, 106 * kRupee), 104 * kRupee)) ==
          "b2 new trigger_pending 0/10\n"
          "b2 triggered open 0/10\n");
}

TEST_CASE("venue stop: triggers of one price go off in order of time, cancelled ones not at all") {
    Market market;
    for (const char* id : {"b1", "b2", "b3"}) {
        market.say(stop(buy(id, 10, 106 * kRupee), 105 * kRupee));
    }
    CHECK(market.cancel("c1", "b2") == "c1 cancelled cancelled 0/10\n");
    CHECK(market.say(venue::SetLastPrice{kFuture, 110 * kRupee}) ==
          "b1 triggered open 0/10\n"
          "b3 triggered open 0/10\n");
}

TEST_CASE("venue stop: another trigger moves it") {
    Market market;
    market.say(stop(buy("b1", 20, 106 * kRupee), 105 * kRupee));
    CHECK(market.replace("r1", "b1", 10, 106 * kRupee, 105 * kRupee) ==
          "r1 replaced trigger_pending 0/10\n");
    CHECK(market.replace("r2", "r1", 10, 108 * kRupee, 107 * kRupee) ==
          "r2 replaced trigger_pending 0/10\n");
    CHECK(market.say(venue::SetLastPrice{kFuture, 106 * kRupee}) == "");
    CHECK(market.replace("r3", "r2", 10, 108 * kRupee, 106 * kRupee) ==
          "r3 replaced trigger_pending 0/10\n"
          "r3 triggered open 0/10\n");
}

TEST_CASE("venue stop: trigger and price must fit each other, and it is DAY") {
    Market market;
    CHECK(market.say(stop(buy("b1", 10, 104 * kRupee), 105 * kRupee)) ==
          "b1 rejected rejected 0/10: price of a stop buy is below its trigger\n");
    CHECK(market.say(stop(sell("s1", 10, 96 * kRupee), 95 * kRupee)) ==
          "s1 rejected rejected 0/10: price of a stop sell is above its trigger\n");
    CHECK(market.say(stop(sell("s2", 10, 90 * kRupee), 0)) ==
          "s2 rejected rejected 0/10: trigger must be above 0\n");
    CHECK(market.say(conversation::ioc(stop(sell("s3", 10, 0), 95 * kRupee))) ==
          "s3 rejected rejected 0/10: a stop order cannot be IOC; use DAY\n");
}
