#include <doctest/doctest.h>

#include "test/unit/venue/conversation.h"

using conversation::buy;
using conversation::in;
using conversation::kFuture;
using conversation::kRupee;
using conversation::kShare;
using conversation::Market;
using conversation::sell;

TEST_CASE("venue house: its quote takes exits and gets no reports") {
    Market market;
    CHECK(market.say(venue::SetQuote{kFuture, 99 * kRupee, 101 * kRupee, 500}) == "");
    CHECK(market.say(conversation::market(sell("s1", 20, 0))) ==
          "s1 new open 0/20\n"
          "s1 trade filled 20/20 20@99 #1\n");
    CHECK(market.report(1).exec_id == 2);
}

TEST_CASE("venue house: a new quote takes the place of the old one, and meets standing orders") {
    Market market;
    market.say(venue::SetQuote{kFuture, 99 * kRupee, 101 * kRupee, 500});
    market.say(buy("b1", 20, 100 * kRupee));
    CHECK(market.say(venue::SetQuote{kFuture, 98 * kRupee, 99 * kRupee + 5000, 500}) ==
          "b1 trade filled 20/20 20@100 #1\n");
    const auto& price = std::get<venue::PriceChanged>(market.outputs().back());
    CHECK(price.last == 100 * kRupee);
    CHECK(price.bid == 98 * kRupee);
    CHECK(price.ask == 99 * kRupee + 5000);
    market.say(venue::SetQuote{kFuture, 0, 0, 0});
    CHECK(market.exchange().prices()[0].bid == 0);
    CHECK(market.exchange().prices()[0].ask == 0);
}

TEST_CASE("venue house: a quote that makes no sense is refused, the old one stays") {
    Market market;
    market.say(venue::SetQuote{kFuture, 99 * kRupee, 101 * kRupee, 500});
    CHECK(market.say(venue::SetQuote{kFuture, 101 * kRupee, 101 * kRupee, 500}) ==
          "operator: quote: bid is not below ask\n");
    CHECK(market.say(venue::SetQuote{kFuture, 99 * kRupee + 1, 101 * kRupee, 500}) ==
          "operator: quote: not a multiple of the tick\n");
    CHECK(market.exchange().prices()[0].bid == 99 * kRupee);
}

TEST_CASE("venue house: prices are published once for each change") {
    Market market;
    market.say(buy("b1", 20, 100 * kRupee));
    CHECK(market.outputs().size() == 2);
    market.say(buy("b2", 20, 99 * kRupee));
    CHECK(market.outputs().size() == 1);
    market.say(sell("s1", 30, 99 * kRupee));
    CHECK(market.outputs().size() == 6);
}

TEST_CASE("venue listing: totals of the trades that stand, without the house") {
    Market market;
    market.say(venue::SetQuote{kFuture, 99 * kRupee, 101 * kRupee, 500});
    market.say(buy("b1", 20, 101 * kRupee));
    market.say(sell("s1", 10, 99 * kRupee, "A1"));
    market.say(buy("b2", 10, 101 * kRupee));
    market.say(venue::Bust{.trade_no = 3});
    market.say(venue::Correct{1, 20, 100 * kRupee});
    const venue::Total expected{.account = "A1",
                                .instrument = kFuture,
                                .product = "MIS",
                                .buy_quantity = 20,
                                .buy_value = 2000 * kRupee,
                                .sell_quantity = 10,
                                .sell_value = 990 * kRupee};
    CHECK(market.exchange().totals() == std::vector{expected});
    CHECK(market.exchange().trades().size() == 3);
    CHECK(market.exchange().trades()[2].busted);
    CHECK(market.exchange().trades()[0].corrected);
}

TEST_CASE("venue listing: totals up to a moment are those of trades last told of until then") {
    Market market;
    market.say(venue::SetQuote{kFuture, 99 * kRupee, 101 * kRupee, 500});
    market.say(buy("b1", 20, 101 * kRupee));
    const int64_t first_us = market.report(0).time_us;
    const auto bought = [&](int64_t until_us) {
        const auto totals = market.exchange().totals(until_us);
        return totals.empty() ? 0 : totals[0].buy_quantity;
    };
    market.until(10, 1);
    market.say(buy("b2", 10, 101 * kRupee));
    const int64_t second_us = market.report(0).time_us;
    REQUIRE(second_us > first_us);
    CHECK(bought(first_us - 1) == 0);
    CHECK(bought(first_us) == 20);
    CHECK(bought(second_us) == 30);
    market.until(10, 2);
    market.say(venue::Correct{1, 15, 100 * kRupee});  // from now on it is of this moment
    CHECK(bought(second_us) == 10);
    CHECK(bought(INT64_MAX) == 25);
    market.say(venue::Bust{.trade_no = 2});
    CHECK(bought(second_us) == 0);
    CHECK(bought(INT64_MAX) == 15);
}

TEST_CASE("venue listing: orders of a member and of an account, live and finished") {
    Market market;
    market.say(venue::SetQuote{kFuture, 99 * kRupee, 101 * kRupee, 500});
    market.say(buy("b1", 20, 101 * kRupee, "A1"), 0);
    market.say(buy("b2", 20, 100 * kRupee, "A2"), 1);
    market.say(buy("b3", 20, 100 * kRupee, "A2"), 2);
    const auto rows = market.exchange().orders(0);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].client_order_id == "b1");
    CHECK(rows[0].state == events::OrderState::Filled);
    CHECK(rows[1].client_order_id == "b2");
    CHECK(market.exchange().orders(0, "A2").size() == 1);
    CHECK(market.exchange().orders(1).size() == 1);
}
