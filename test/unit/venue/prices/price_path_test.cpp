#include <doctest/doctest.h>

#include "producers/venue/matching/checks.h"
#include "producers/venue/prices/random_walk.h"
#include "producers/venue/prices/tick_day.h"

namespace {

std::vector<venue::Listing> listings() {
    std::vector<venue::Listing> all(2);
    for (uint32_t i = 0; i < 2; ++i) {
        venue::Instrument& one = all[i].instrument;
        one.key = {events::Exchange::Nse, events::Segment::Cm, 100 + i};
        one.lot = 10;
        one.tick = 500;
        one.freeze_quantity = 1005;
        one.band_low = 900'000;
        one.band_high = 1'100'000;
        all[i].last_price = 1'000'000;
    }
    return all;
}

bool same(const venue::SetQuote& a, const venue::SetQuote& b) {
    return a.instrument == b.instrument && a.bid == b.bid && a.ask == b.ask &&
           a.quantity == b.quantity;
}

}  // namespace

TEST_CASE("venue/prices: a quote lies on the grid, inside the band, and knows no freeze quantity") {
    const auto all = listings();
    venue::PathConfig config;
    config.spread_ticks = 4;
    config.quote_lots = 1000;
    const auto quote = venue::quote_around(all[0].instrument, 1'000'123, config);
    CHECK_EQ(quote.bid, 999'000);
    CHECK_EQ(quote.ask, 1'001'000);
    CHECK_EQ(quote.quantity, 10'000);
    config.quote_lots = 1'000'000'000;
    CHECK(venue::check_quote(all[0].instrument,
                             venue::quote_around(all[0].instrument, 1'000'123, config))
              .empty());
    CHECK_EQ(venue::quote_around(all[0].instrument, 1'100'000, config).ask, 0);
    CHECK_EQ(venue::quote_around(all[0].instrument, 900'000, config).bid, 0);
}

TEST_CASE("venue/prices: the same seed walks the same way, another one does not") {
    const auto all = listings();
    venue::PathConfig config;
    venue::RandomWalk one{all, {1'000'000, 1'000'000}, config};
    venue::RandomWalk two{all, {1'000'000, 1'000'000}, config};
    config.seed = 2;
    venue::RandomWalk other{all, {1'000'000, 1'000'000}, config};
    bool differs = false;
    for (int step = 0; step < 200; ++step) {
        const auto a = one.step(), b = two.step(), c = other.step();
        REQUIRE_EQ(a.size(), 2);
        REQUIRE(same(a[0], b[0]));
        REQUIRE(same(a[1], b[1]));
        differs = differs || !same(a[0], c[0]);
    }
    CHECK(differs);
}

TEST_CASE("venue/prices: a walk stays inside its band, and what has no price is not quoted") {
    const auto all = listings();
    venue::PathConfig config;
    config.instruments_per_step = 1;
    venue::RandomWalk walk{all, {1'000'000, 0}, config};
    int quotes = 0;
    for (int step = 0; step < 20'000; ++step) {
        for (const auto& quote : walk.step()) {
            ++quotes;
            REQUIRE_GE(quote.bid, 900'000);
            REQUIRE_LE(quote.ask, 1'100'000);
            REQUIRE_LT(quote.bid, quote.ask);
        }
    }
    CHECK_EQ(quotes, 20'000);  // the other one has no price, and no turn
}

TEST_CASE("venue/prices: of a tick file only the session's rows count, in order of time") {
    const auto ticks = venue::read_ticks(
        "timestamp,ltp,volume\n"
        "2021-06-11 09:14:59,99.0,1\n"
        "2021-06-11 09:15:00,100.0,2\n"
        "2021-06-11 09:15:05,100.5,3\n"
        "2021-06-11 09:15:04,77.0,3\n"  // steps back
        "2021-06-11 15:30:00,101.0,4\n"
        "2021-06-11 15:30:01,55.0,5\n"
        "1970-01-01 09:20:00,55.0,5\n"
        "2021-06-12 10:00:00,55.0,5\n"
        "not a row at all\n"
        "2021-06-11 10:00:00,x,5\n");
    REQUIRE_EQ(ticks.size(), 3);
    CHECK_EQ(ticks[0].at_us, 0);
    CHECK_EQ(ticks[1].at_us, 5'000'000);
    CHECK_EQ(ticks[1].price, 1'005'000);
    CHECK_EQ(ticks[2].at_us, 22'500 * int64_t{1'000'000});
}
