#include <doctest/doctest.h>

#include "test/unit/venue/conversation.h"

using conversation::buy;
using conversation::in;
using conversation::kFuture;
using conversation::kRupee;
using conversation::Market;
using conversation::sell;

namespace {

std::string refusal(const venue::NewOrder& order, const venue::ExchangeConfig& settings) {
    Market market{settings};
    const std::string line = market.say(order);
    const std::string expected = "b1 rejected rejected 0/" + std::to_string(order.quantity) + ": ";
    return line.starts_with(expected) ? line.substr(expected.size()) : "not refused: " + line;
}

std::string refusal(const venue::NewOrder& order) { return refusal(order, conversation::config()); }

}  // namespace

TEST_CASE("venue checks: quantity") {
    CHECK(refusal(buy("b1", 0, 100 * kRupee)) == "quantity must be above 0\n");
    CHECK(refusal(buy("b1", -10, 100 * kRupee)) == "quantity must be above 0\n");
    CHECK(refusal(buy("b1", 15, 100 * kRupee)) == "quantity 15 is not a multiple of the lot, 10\n");
    CHECK(refusal(buy("b1", 100'000'010, 100 * kRupee)) ==
          "quantity 100000010 is above the largest one, 100000000\n");
}

TEST_CASE("venue checks: price") {
    CHECK(refusal(buy("b1", 10, 0)) == "price must be above 0\n");
    CHECK(refusal(buy("b1", 10, 100 * kRupee + 1)) ==
          "price 100.0001 is not a multiple of the tick, 0.05\n");
    CHECK(refusal(buy("b1", 10, 120 * kRupee + 500)) ==
          "price 120.05 is above the day's highest, 120\n");
    CHECK(refusal(buy("b1", 10, 80 * kRupee - 500)) ==
          "price 79.95 is below the day's lowest, 80\n");
    CHECK(refusal(in(conversation::kShare, buy("b1", 10, 10'000'001 * kRupee))) ==
          "price is above the largest one, 10000000\n");
    CHECK(refusal(in(conversation::kShare, buy("b1", 100'000, 1'000'000 * kRupee))) ==
          "value of the order is above 10000000000\n");
    Market market;
    CHECK(market.say(buy("b1", 10, 120 * kRupee)) == "b1 new open 0/10\n");
    CHECK(market.say(buy("b2", 10, 80 * kRupee)) == "b2 new open 0/10\n");
}

TEST_CASE("venue checks: instrument and account") {
    CHECK(refusal(in({events::Exchange::Nse, events::Segment::Cm, 101}, buy("b1", 10, kRupee))) ==
          "instrument is not traded here\n");
    venue::ExchangeConfig settings = conversation::config();
    settings.instruments[0].expiry = 20260802;
    CHECK(refusal(buy("b1", 10, 100 * kRupee), settings) == "instrument expired on 20260802\n");
    settings.instruments[0].expiry = settings.day;
    settings.instruments[0].suspended = true;
    CHECK(refusal(buy("b1", 10, 100 * kRupee), settings) ==
          "instrument is suspended; orders in it can be cancelled\n");
    settings.accounts = {"A2"};
    CHECK(refusal(buy("b1", 10, 100 * kRupee), settings) ==
          "account is not known to the exchange\n");
    CHECK(refusal(buy("b1", 10, 100 * kRupee, "VENUE")) == "account belongs to the exchange\n");
    settings = conversation::config();
    settings.orders_max = 0;
    CHECK(refusal(buy("b1", 10, 100 * kRupee), settings) ==
          "exchange takes no more orders today\n");
}

TEST_CASE("venue checks: a rejected order has a number and can be asked for") {
    Market market;
    market.say(buy("b1", 15, 100 * kRupee));
    CHECK(market.report(0).exchange_order_id == 1);
    const auto order = market.exchange().find(0, {0, "b1"});
    CHECK(order->state == events::OrderState::Rejected);
    CHECK(order->reason == "quantity 15 is not a multiple of the lot, 10");
    CHECK(order->remaining == 0);
    CHECK_FALSE(market.exchange().find(1, {0, "b1"}));
    CHECK(market.exchange().find(1, {1, {}}));
    CHECK_FALSE(market.exchange().find(2, {1, {}}));
}

TEST_CASE("venue self-trade: the newcomer's rest goes, or the standing order, or nobody") {
    venue::ExchangeConfig settings = conversation::config();
    const auto play = [&] {
        Market market{settings};
        market.say(sell("s1", 50, 100 * kRupee, "B1"));
        market.say(sell("s2", 50, 101 * kRupee, "A1"));
        market.say(sell("s3", 50, 101 * kRupee, "B1"));
        market.say(buy("b1", 150, 101 * kRupee, "A1"));
        const auto line = [&](const char* id) {
            const auto order = market.exchange().find(0, {0, id});
            return std::string{events::name_of(order->state)} + std::to_string(order->filled) +
                   std::string{order->reason};
        };
        return std::pair{line("b1"), line("s2")};
    };
    const std::string why = "would trade with an order of the same account";
    CHECK(play() == std::pair{"cancelled50" + why, std::string{"open0"}});
    settings.self_trade = venue::SelfTrade::CancelResting;
    CHECK(play() == std::pair{std::string{"partially_filled100"}, "cancelled0" + why});
    settings.self_trade = venue::SelfTrade::Allow;
    CHECK(play() == std::pair{std::string{"filled150"}, std::string{"filled50"}});
}
