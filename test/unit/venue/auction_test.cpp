#include <doctest/doctest.h>

#include "producers/venue/matching/matcher.h"
#include "test/unit/venue/conversation.h"

using conversation::buy;
using conversation::in;
using conversation::kRupee;
using conversation::kShare;
using conversation::Market;
using conversation::sell;

namespace {

// Orders as {price in rupees, quantity}.
struct Quote {
    int64_t price;
    int64_t quantity;
};

int64_t price_of(std::initializer_list<Quote> bids, std::initializer_list<Quote> asks,
                 int64_t reference) {
    venue::OrderArena orders;
    venue::Book book;
    for (const Quote& bid : bids) {
        book.bids.append(orders, orders.add({.remaining = bid.quantity}), bid.price);
    }
    for (const Quote& ask : asks) {
        book.asks.append(orders, orders.add({.remaining = ask.quantity}), ask.price);
    }
    return venue::auction_price(book, reference);
}

// The share's orders are collected until 11:00.
Market pre_open() {
    venue::ExchangeConfig settings = conversation::config();
    settings.groups[1].day[1].from_us_of_day = conversation::at(11, 0);
    return Market{settings};
}

}  // namespace

TEST_CASE("venue auction: the price of the largest volume") {
    CHECK(price_of({{103, 50}, {102, 50}, {101, 100}}, {{100, 60}, {101, 60}, {103, 100}}, 100) ==
          101);
    CHECK(price_of({{99, 50}}, {{100, 50}}, 100) == 0);
    CHECK(price_of({{99, 50}}, {}, 100) == 0);
    CHECK(price_of({{100, 50}}, {{100, 50}}, 7) == 100);
}

TEST_CASE("venue auction: of equal volumes the smallest rest, then nearest to the reference") {
    // 50 trade at 101, 102 and 103; at 101 nothing is left over.
    CHECK(price_of({{103, 50}}, {{101, 50}, {102, 20}, {103, 1}}, 103) == 101);
    CHECK(price_of({{110, 50}}, {{100, 50}}, 104) == 104);
    CHECK(price_of({{110, 50}}, {{100, 50}}, 120) == 110);
    CHECK(price_of({{110, 50}}, {{100, 50}}, 90) == 100);
}

TEST_CASE("venue auction: orders are collected, then meet at one price") {
    Market market = pre_open();
    CHECK(market.say(in(kShare, buy("b1", 100, 105 * kRupee))) == "b1 new open 0/100\n");
    CHECK(market.say(in(kShare, buy("b2", 100, 101 * kRupee, "A2"))) == "b2 new open 0/100\n");
    CHECK(market.say(in(kShare, sell("s1", 150, 98 * kRupee))) == "s1 new open 0/150\n");
    CHECK(market.report(0).trade_for_trade);
    CHECK(market.exchange().prices()[1].bid == 0);
    CHECK(market.until(11, 0) ==
          "b1 trade filled 100/100 100@100 #1\n"
          "s1 trade partially_filled 100/150 100@100 #1\n"
          "b2 trade partially_filled 50/100 50@100 #2\n"
          "s1 trade filled 150/150 50@100 #2\n");
    CHECK(market.report(0).time_us == conversation::kMidnightUs + conversation::at(11, 0));
    CHECK(market.exchange().prices()[1].bid == 101 * kRupee);
}

TEST_CASE("venue auction: no IOC and no market orders, but cancel and replace") {
    Market market = pre_open();
    CHECK(market.say(in(kShare, conversation::ioc(buy("b1", 1, 100 * kRupee)))) ==
          "b1 rejected rejected 0/1: no IOC orders in the auction; use DAY\n");
    CHECK(market.say(in(kShare, conversation::market(buy("b2", 1, 0)))) ==
          "b2 rejected rejected 0/1: no market orders in the auction; give a limit price\n");
    market.say(in(kShare, buy("b3", 5, 100 * kRupee)));
    CHECK(market.replace("r3", "b3", 6, 101 * kRupee) == "r3 replaced open 0/6\n");
    CHECK(market.cancel("c3", "r3") == "c3 cancelled cancelled 0/6\n");
}

TEST_CASE("venue auction: orders of one account are parted, the later one goes") {
    Market market = pre_open();
    market.say(in(kShare, buy("b1", 100, 101 * kRupee, "A1")));
    market.say(in(kShare, sell("s1", 60, 100 * kRupee, "A1")));
    market.say(in(kShare, sell("s2", 60, 101 * kRupee, "B1")));
    CHECK(market.until(11, 0) ==
          "s1 cancelled cancelled 0/60: would trade with an order of the same account\n"
          "b1 trade partially_filled 60/100 60@101 #1\n"
          "s2 trade filled 60/60 60@101 #1\n");
}

TEST_CASE("venue auction: the closing one sets the price, then the day ends in two steps") {
    Market market = pre_open();
    market.until(12, 0);
    market.say(in(kShare, buy("b1", 100, 100 * kRupee)));
    market.until(15, 20);
    CHECK(market.say(in(kShare, sell("s1", 60, 100 * kRupee))) == "s1 new open 0/60\n");
    CHECK(market.until(15, 31) ==
          "b1 trade partially_filled 60/100 60@100 #1\n"
          "s1 trade filled 60/60 60@100 #1\n");
    CHECK(market.say(in(kShare, sell("s2", 60, 100 * kRupee))) ==
          "s2 rejected rejected 0/60: market takes no new orders now; orders can be cancelled\n");
    CHECK(market.until(16, 0) == "b1 expired expired 60/100: market closed\n");
    CHECK(market.say(in(kShare, sell("s3", 60, 100 * kRupee))) ==
          "s3 rejected rejected 0/60: market is closed\n");
    CHECK(market.exchange().next_change_us() == INT64_MAX);
}

TEST_CASE("venue auction: a stop that the auction's price reaches goes off afterwards") {
    Market market = pre_open();
    market.say(in(kShare, conversation::stop(buy("b1", 10, 110 * kRupee, "A3"), 101 * kRupee)));
    market.say(in(kShare, buy("b2", 10, 101 * kRupee)));
    market.say(in(kShare, sell("s1", 30, 101 * kRupee)));
    CHECK(market.until(11, 0) ==
          "b2 trade filled 10/10 10@101 #1\n"
          "s1 trade partially_filled 10/30 10@101 #1\n"
          "b1 triggered open 0/10\n"
          "b1 trade filled 10/10 10@101 #2\n"
          "s1 trade partially_filled 20/30 10@101 #2\n");
}

TEST_CASE("venue auction: cancelled and shortened orders do not count for the price") {
    Market market = pre_open();
    market.say(in(kShare, sell("s1", 100, 100 * kRupee, "B1")));
    market.say(in(kShare, sell("s2", 100, 102 * kRupee, "B2")));
    market.say(in(kShare, buy("b1", 100, 102 * kRupee, "A1")));
    market.say(in(kShare, buy("b2", 200, 102 * kRupee, "A2")));
    market.cancel("c1", "b1");
    market.replace("r2", "b2", 90, 102 * kRupee);
    CHECK(market.until(11, 0) ==
          "r2 trade filled 90/90 90@100 #1\n"
          "s1 trade partially_filled 90/100 90@100 #1\n");
}

TEST_CASE("venue auction: what was suspended at its end is sorted out before it trades again") {
    Market market = pre_open();
    market.say(in(kShare, buy("b1", 10, 102 * kRupee)));
    market.say(in(kShare, sell("s1", 10, 100 * kRupee)));
    market.say(venue::Suspend{kShare, true});
    CHECK(market.say(venue::SetPhase{1, venue::Phase::PostClose}) == "");
    CHECK(market.say(venue::Suspend{kShare, false}) == "");
    CHECK(market.say(venue::SetPhase{1, venue::Phase::Continuous}) ==
          "b1 trade filled 10/10 10@100 #1\n"
          "s1 trade filled 10/10 10@100 #1\n");
}
