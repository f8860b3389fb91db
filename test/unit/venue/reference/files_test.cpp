#include <doctest/doctest.h>

#include "producers/venue/reference/calendar_file.h"
#include "producers/venue/reference/instruments_file.h"
#include "producers/venue/reference_data.h"

using venue::Phase;

namespace {

const std::string kHeader =
    "exchange,segment,token,symbol,series,expiry,strike,option_type,lot,tick,freeze_quantity,"
    "band_low,band_high,previous_close,last_price,trade_for_trade\n";
const std::string kFuture = "NSE,FO,101,FUT,,20260130,0,,10,500,1000,800000,1200000,1000000,0,0\n";

base::Result<std::vector<venue::Listing>> instruments(const std::string& rows) {
    const auto table = csv::parse(kHeader + rows, "i.csv", venue::kInstrumentColumns);
    if (!table.ok()) return table.error();
    return venue::read_instruments(table.value());
}

std::string problem(const std::string& rows) {
    const auto read = instruments(rows);
    return read.ok() ? "" : read.error().what;
}

base::Result<std::vector<venue::Group>> calendar(const std::string& rows) {
    const auto table = csv::parse("segment,from,phase\n" + rows, "c.csv", venue::kCalendarColumns);
    if (!table.ok()) return table.error();
    return venue::read_calendar(table.value());
}

}  // namespace

TEST_CASE("venue/reference: an instrument has the terms of its row") {
    const auto read = instruments(kFuture);
    REQUIRE(read.ok());
    const venue::Listing& future = read.value().front();
    CHECK_EQ(future.symbol, "FUT");
    CHECK_EQ(future.instrument.key.segment, events::Segment::Fo);
    CHECK_EQ(future.instrument.key.token, 101);
    CHECK_EQ(future.instrument.lot, 10);
    CHECK_EQ(future.instrument.freeze_quantity, 1000);
    CHECK_EQ(future.instrument.expiry, 20260130);
    CHECK_EQ(future.last_price, 1'000'000);  // without one of today: yesterday's close
}

TEST_CASE("venue/reference: what is wrong with an instrument is told with its line and column") {
    CHECK_EQ(problem(kFuture + kFuture), "i.csv line 3: token: stands twice");
    CHECK_EQ(problem("NSE,XX,101,FUT,,0,0,,10,500,0,0,0,1,1,0\n"),
             "i.csv line 2: segment: unknown");
    CHECK_EQ(problem("NSE,FO,101,FUT,,0,0,,0,500,0,0,0,1,1,0\n"),
             "i.csv line 2: lot: not a number in its range");
    CHECK_EQ(problem("NSE,FO,101,FUT,,0,0,,10,1.5,0,0,0,1,1,0\n"),
             "i.csv line 2: tick: not a number in its range");
    CHECK_EQ(problem("NSE,FO,101\n"), "i.csv line 2: 3 fields, not 16");
    CHECK_EQ(problem("NSE,FO,101,FUT,,20269999,0,,10,500,0,0,0,1,1,0\n"),
             "i.csv line 2: expiry: not a date yyyymmdd, nor 0");
    for (const std::string symbol : {"",
                                     "A\x01"
                                     "B",
                                     "A B"}) {
        CHECK_EQ(problem("NSE,FO,101," + symbol + ",,0,0,,10,500,0,0,0,1,1,0\n"),
                 "i.csv line 2: symbol: must be 1 to 64 printable characters without a blank");
    }
    CHECK_EQ(problem(""), "i.csv: no instruments");
    CHECK_FALSE(csv::parse("exchange\n", "i.csv", venue::kInstrumentColumns).ok());
}

TEST_CASE("venue/reference: a calendar has a group for each segment, its phases in order") {
    const auto read = calendar(
        "CM,09:00,pre_open\nFO,09:15,continuous\nCM,09:15:30,continuous\nCM,15:30,closed\n");
    REQUIRE(read.ok());
    REQUIRE_EQ(read.value().size(), 2);
    CHECK_EQ(read.value()[0].name.view(), "CM");
    REQUIRE_EQ(read.value()[0].day.size(), 3);
    CHECK_EQ(read.value()[0].day[1].from_us_of_day, 33'330 * int64_t{1'000'000});
    CHECK_EQ(read.value()[0].day[1].phase, Phase::Continuous);
}

TEST_CASE("venue/reference: a calendar that cannot be is refused") {
    CHECK_FALSE(calendar("CM,9:00,pre_open\n").ok());
    CHECK_FALSE(calendar("CM,24:00,pre_open\n").ok());
    CHECK_FALSE(calendar("CM,09:00,lunch\n").ok());
    CHECK_FALSE(calendar("CM,09:15,continuous\nCM,09:15,closed\n").ok());
    CHECK_FALSE(calendar(",09:15,continuous\n").ok());
}

TEST_CASE("venue/reference: an instrument follows its segment's calendar, and needs one") {
    auto listings = instruments(kFuture).value();
    const auto groups = venue::always_open({"CM", "FO"});
    REQUIRE(venue::assign_groups(listings, groups).ok());
    CHECK_EQ(listings.front().instrument.group, 1);
    CHECK_FALSE(venue::assign_groups(listings, venue::always_open({"CM"})).ok());
}

TEST_CASE("venue/reference: the exchange's clock can begin at a time of its day") {
    venue::VenueConfig config;
    config.day = 20260803;
    CHECK_EQ(venue::midnight_us(config.day, 19'800), 1'785'695'400'000'000);
    CHECK_EQ(venue::clock_ahead_us(config, 123), 0);
    config.start_time = "09:14:00";
    const int64_t wall = 1'700'000'000'000'000;
    CHECK_EQ(wall + venue::clock_ahead_us(config, wall),
             1'785'695'400'000'000 + 33'240 * int64_t{1'000'000});
}
