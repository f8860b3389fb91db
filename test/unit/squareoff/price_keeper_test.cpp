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

TEST_CASE("squareoff/prices: a band moves the half that is said, with or without a price") {
    HeardPrices heard;
    hear(heard, prices({{1, Quote::of(250), {}, {}, {Quote::of(200), Quote::of(300)}}}, 5));
    hear(heard, prices({{1, {}, {}, {}, {{}, Quote::of(310)}}, {2, Quote::of(9), {}, {}}}, 9));
    const squareoff::HeardBands bands = squareoff::bands_of(heard);
    CHECK(bands == squareoff::HeardBands{{key(1), {Quote::of(200), Quote::of(310)}}});
    CHECK(heard.at(key(1)).last == Quote::of(250));
    HeardPrices newer;
    hear(newer, prices({{1, {}, {}, {}, {Quote::none(), {}}}}, 11));
    CHECK_FALSE(newer.at(key(1)).says_price());
    squareoff::add_older(newer, heard);  // what could not be written
    CHECK(newer.at(key(1)).band == events::Band{Quote::none(), Quote::of(310)});
}

TEST_CASE("squareoff/bands: what is said moves what stands, low above high never stands") {
    using squareoff::moved;
    using squareoff::StandingBand;
    const StandingBand stands{100, 200};
    CHECK(moved(stands, {}) == stands);
    CHECK(moved(stands, {Quote::of(110), {}}) == StandingBand{110, 200});
    CHECK(moved(stands, {Quote::of(300), Quote::of(400)}) == StandingBand{300, 400});
    CHECK(moved(stands, {{}, Quote::of(100)}) == StandingBand{100, 100});
    CHECK(moved(stands, {Quote::of(201), {}}) == std::nullopt);
    CHECK(moved(stands, {{}, Quote::of(99)}) == std::nullopt);
    CHECK(moved(stands, {Quote::of(201), Quote::none()}) == StandingBand{201, 0});
    CHECK(moved(stands, {Quote::none(), Quote::of(99)}) == StandingBand{0, 99});
    CHECK(moved({300, 0}, {{}, Quote::of(299)}) == std::nullopt);
}

namespace {

const std::vector<std::string> kOddLines{"[0,1,1,1]",
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
                                         "[1,-20000000,0,0]",
                                         "[1,2,0,0,5]",
                                         "[1,2,0,0,5,6,7]",
                                         "[1,1.00001,0,0,5,6]"};
// Behind a line of four that is good.
const std::vector<std::string> kOddBands{",2,1",     ",-1,5",  ",1.00001,5", ",1,\"5\"",
                                         ",1e1,5e1", ",[],[]", ",true,1",    ",1,20000000"};

}  // namespace

// Whatever upstream publishes: k odd lines of a message, every kind of them.
TEST_CASE("squareoff/prices: a round with odd lines gives exactly the good ones") {
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
                lines += kOddLines[random() % kOddLines.size()];
                ++refused;
                continue;
            }
            const auto rupees = static_cast<int64_t>(1 + random() % 500);
            lines += "[" + std::to_string(token) + "," + std::to_string(rupees) + ",0,null";
            events::Band band;
            if (random() % 3 == 0) {
                lines += ",0.05,700";
                band = {Quote::of(500), Quote::of(7'000'000)};
            } else if (random() % 3 == 0) {
                lines += kOddBands[random() % kOddBands.size()];
                ++refused;  // the band; the line's prices are good
            }
            lines += "]";
            hear(wanted, prices({{token, Quote::of(rupees * 10'000), {}, Quote::none(), band}}));
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
            CHECK(heard.at(one).band == price.band);
        }
    }
}
