#include "consumers/squareoff/price_keeper.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "test/unit/seed.h"

using events::Quote;
using squareoff::hear;
using squareoff::HeardPrice;
using squareoff::HeardPrices;

namespace {

events::Prices prices(std::vector<events::PriceLine> lines, int64_t time_us = 5) {
    return {events::Exchange::Nse, events::Segment::Fo, time_us, std::move(lines)};
}

account::InstrumentKey key(uint32_t token) {
    return {events::Exchange::Nse, events::Segment::Fo, token};
}

std::string body_of(const std::string& lines) {
    return R"({"kind":"prices","exchange":"NSE","segment":"FO","time_us":5,"prices":[)" + lines +
           "]}";
}

}  // namespace

TEST_CASE("squareoff/prices: a line moves the prices that it says, and no other") {
    HeardPrices heard;
    hear(heard, prices({{1, Quote::of(250), Quote::of(249), Quote::of(251)}}, 5));
    hear(heard, prices({{1, {}, Quote::of(248), {}}}, 9));
    const HeardPrice& one = heard.at(key(1));
    CHECK(one.last == Quote::of(250));
    CHECK(one.bid == Quote::of(248));
    CHECK(one.ask == Quote::of(251));
    CHECK(one.at_us == 5);  // of the last price
    hear(heard, prices({{1, Quote::none(), {}, {}}}, 10));
    CHECK(one.last == Quote::none());
    CHECK(one.bid == Quote::of(248));
}

TEST_CASE("squareoff/prices: what could not be written is written with the next, older than it") {
    HeardPrices newer;
    HeardPrices older;
    hear(older, prices({{1, Quote::of(250), Quote::of(249), {}}, {2, Quote::of(9), {}, {}}}, 5));
    hear(newer, prices({{1, {}, Quote::of(248), {}}}, 9));
    squareoff::add_older(newer, older);
    CHECK(newer.at(key(1)).last == Quote::of(250));
    CHECK(newer.at(key(1)).at_us == 5);
    CHECK(newer.at(key(1)).bid == Quote::of(248));
    CHECK(newer.at(key(2)).last == Quote::of(9));
}

// Whatever upstream publishes: k odd lines of a message, every kind of them.
TEST_CASE("squareoff/prices: a round with odd lines gives exactly the good ones") {
    const std::vector<std::string> odd{"[0,1,1,1]",
                                       "[1,2,3]",
                                       "[1,1.00001,0,0]",
                                       "[1,\"2\",0,0]",
                                       "[\"1\",2,0,0]",
                                       "[-4,1,1,1]",
                                       "[1,1e3,0,0]",
                                       "[1,20000000,0,0]",
                                       "7",
                                       "null",
                                       "[1,1,true,1]",
                                       "[]",
                                       "{}",
                                       "[1,1,1,[1]]",
                                       "[2147483648,1,1,1]",
                                       "[1,-20000000,0,0]"};
    const auto [first, last] = seeds(300);
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        std::string lines;
        HeardPrices wanted;
        size_t refused = 0;
        for (uint32_t token = 100; token < 100 + 1 + random() % 20; ++token) {
            if (!lines.empty()) lines += ",";
            if (random() % 3 == 0) {
                lines += odd[random() % odd.size()];
                ++refused;
                continue;
            }
            const auto rupees = static_cast<int64_t>(1 + random() % 500);
            lines += "[" + std::to_string(token) + "," + std::to_string(rupees) + ",0,null]";
            hear(wanted, prices({{token, Quote::of(rupees * 10'000), {}, Quote::none()}}));
        }
        const auto judged = events::judge_prices(body_of(lines));
        REQUIRE(judged.ok());
        CHECK_EQ(judged.value().refused, refused);
        HeardPrices heard;
        hear(heard, judged.value().prices);
        CHECK_EQ(heard.size(), wanted.size());
        for (const auto& [one, price] : wanted) {
            CHECK(heard.at(one).last == price.last);
            CHECK_FALSE(heard.at(one).bid.said());
            CHECK(heard.at(one).ask == Quote::none());
        }
    }
}
