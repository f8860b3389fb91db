#include <doctest/doctest.h>

#include "test/unit/account/make.h"

namespace account::test {

using events::Segment;
using events::Side;
using Kind = Protection::Kind;

namespace {

// 3 % below 50 rupees, 2 % from there; at least 5 paise.
const std::vector<Protection> kTable{{Segment::Cm, Kind::Equity, 500'000, 300, 500},
                                     {Segment::Cm, Kind::Equity, 0, 200, 500},
                                     {Segment::Fo, Kind::Future, 0, 150, 500},
                                     {Segment::Fo, Kind::Option, 0, 1000, 15'000}};
const events::Command kProtected{};

int64_t price_of(const Instrument& one, Side side) {
    return exit_price(kProtected, one, side, kTable).value();
}

events::Command limit(int64_t price) {
    events::Command command;
    command.price_policy = events::PricePolicy::Limit;
    command.price = price;
    return command;
}

}  // namespace

TEST_CASE("account/exit_price: the last price, moved towards the other side") {
    CHECK_EQ(price_of(equity(), Side::Sell), 980'000);
    CHECK_EQ(price_of(equity(), Side::Buy), 1'020'000);
}

TEST_CASE("account/exit_price: the line of the table by price, segment and kind") {
    Instrument one = equity();
    one.last_price = 499'500;
    CHECK_EQ(price_of(one, Side::Sell), 484'500);  // 3 %: 484 515
    one.last_price = 500'000;
    CHECK_EQ(price_of(one, Side::Sell), 490'000);  // 2 %
    CHECK_EQ(price_of(future(25), Side::Sell), 985'000);
    Instrument call = future(25);
    call.option_type = OptionType::Call;
    CHECK_EQ(price_of(call, Side::Buy), 1'100'000);
}

TEST_CASE("account/exit_price: at least so far away") {
    Instrument call = future(25);
    call.option_type = OptionType::Call;
    call.last_price = 100'000;  // 10 %: 10 000
    CHECK_EQ(price_of(call, Side::Sell), 85'000);
}

TEST_CASE("account/exit_price: without a line, the last price itself") {
    CHECK_EQ(exit_price(kProtected, equity(), Side::Sell, {}).value(), 1'000'000);
}

TEST_CASE("account/exit_price: rounded to the tick, so that the order rather fills") {
    Instrument one = equity();
    one.last_price = 1'000'300;  // 2 %: 980 294, 1 020 306
    CHECK_EQ(price_of(one, Side::Sell), 980'000);
    CHECK_EQ(price_of(one, Side::Buy), 1'020'500);
}

TEST_CASE("account/exit_price: in the day's band, on a tick inside it") {
    Instrument one = equity();
    one.band_low = 990'100;
    one.band_high = 1'010'400;
    CHECK_EQ(price_of(one, Side::Sell), 990'500);
    CHECK_EQ(price_of(one, Side::Buy), 1'010'000);
    one.band_low = 980'000;
    one.band_high = 1'020'000;
    CHECK_EQ(price_of(one, Side::Sell), 980'000);
    CHECK_EQ(price_of(one, Side::Buy), 1'020'000);
}

TEST_CASE("account/exit_price: never below a tick") {
    Instrument one = equity();
    one.last_price = 500;
    CHECK_EQ(price_of(one, Side::Sell), 500);
}

TEST_CASE("account/exit_price: the previous close where nothing has traded yet") {
    Instrument one = equity();
    one.last_price = 0;
    one.previous_close = 500'000;
    CHECK_EQ(price_of(one, Side::Sell), 490'000);
    one.previous_close = 0;
    CHECK_EQ(exit_price(kProtected, one, Side::Sell, kTable).error().what,
             "price: none is known, give a limit");
}

TEST_CASE("account/exit_price: a limit of the customer's own is taken as it is, or refused") {
    Instrument one = equity();
    one.band_low = 900'000;
    one.band_high = 1'100'000;
    CHECK_EQ(exit_price(limit(999'500), one, Side::Sell, kTable).value(), 999'500);
    CHECK_EQ(exit_price(limit(900'000), one, Side::Sell, kTable).value(), 900'000);
    CHECK_EQ(exit_price(limit(1'100'000), one, Side::Buy, kTable).value(), 1'100'000);
    CHECK_EQ(exit_price(limit(999'600), one, Side::Sell, kTable).error().what,
             "price: not a multiple of the tick");
    for (const int64_t outside : {899'500, 1'100'500, 0}) {
        CHECK_EQ(exit_price(limit(outside), one, Side::Sell, kTable).error().what,
                 "price: outside the day's band");
    }
}

TEST_CASE("account/exit_price: outside the band only where a person says so, off the tick never") {
    Instrument one = equity();
    one.band_low = 900'000;
    one.band_high = 1'100'000;
    events::Command command;
    command.price_policy = events::PricePolicy::Limit;
    command.price = 850'000;
    CHECK_EQ(exit_price(command, one, Side::Sell, kTable).error().what,
             "price: outside the day's band");
    command.outside_band = true;
    CHECK_EQ(exit_price(command, one, Side::Sell, kTable).value(), 850'000);
    command.price = 850'001;
    CHECK_EQ(exit_price(command, one, Side::Sell, kTable).error().what,
             "price: not a multiple of the tick");
}

TEST_CASE("account/exit_price: a planned order fits the instrument as it is now") {
    Instrument one = equity();
    one.lot = 25;
    one.freeze_quantity = 110;
    one.band_low = 900'000;
    one.band_high = 1'100'000;
    exits::Exit own;
    own.side = Side::Sell;
    own.quantity = 100;
    own.price = 950'000;
    CHECK(fits(kProtected, one, own));
    const auto without = [&](auto change) {
        Instrument other = one;
        change(other);
        return fits(kProtected, other, own);
    };
    CHECK_FALSE(without([](Instrument& other) { other.band_low = 950'500; }));
    CHECK_FALSE(without([](Instrument& other) { other.band_high = 949'500; }));
    CHECK_FALSE(without([](Instrument& other) { other.freeze_quantity = 99; }));
    CHECK_FALSE(without([](Instrument& other) { other.lot = 30; }));
    CHECK_FALSE(without([](Instrument& other) { other.tick = 20'000; }));
    events::Command outside = kProtected;
    outside.outside_band = true;
    one.band_low = 960'000;
    CHECK(fits(outside, one, own));
}

}  // namespace account::test
