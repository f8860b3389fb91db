#include <doctest/doctest.h>

#include "test/unit/account/make.h"

namespace account::test {

using events::Product;

TEST_CASE("account/exclusion: an ordinary position may be exited") {
    const Instrument one = equity();
    CHECK(exclusion(position(one, 10), &one, kDay).empty());
    CHECK(exclusion(position(one, -10), &one, kDay).empty());
}

TEST_CASE("account/exclusion: an unknown instrument") {
    CHECK_EQ(exclusion(position(equity(), 10), nullptr, kDay), "token: unknown instrument");
}

TEST_CASE("account/exclusion: suspended, trade-for-trade") {
    Instrument one = equity();
    one.suspended = true;
    CHECK_EQ(exclusion(position(one, 10), &one, kDay), "token: trading in it is suspended");
    one.suspended = false;
    one.trade_for_trade = true;
    CHECK_EQ(exclusion(position(one, 10), &one, kDay),
             "token: trade-for-trade, every trade must be delivered");
}

TEST_CASE("account/exclusion: no limit can be made of a price of zero or below") {
    Instrument one = equity();
    one.price_is_odd = true;
    one.last_price = -12'500;
    CHECK_EQ(exclusion(position(one, 10), &one, kDay),
             "price: the last price is -1.25, no limit can be made of it");
    one.last_price = 0;
    CHECK_EQ(exclusion(position(one, -10), &one, kDay),
             "price: the last price is 0, no limit can be made of it");
}

TEST_CASE("account/exclusion: a contract lives to the end of the day it expires") {
    Instrument one = future(25);
    one.expiry = kDay;
    CHECK(exclusion(position(one, 25), &one, kDay).empty());
    one.expiry = kDay - 1;
    CHECK_EQ(exclusion(position(one, 25), &one, kDay), "token: the contract expired");
}

TEST_CASE("account/exclusion: only CNC that is short was sold from holdings") {
    const Instrument one = equity();
    CHECK_EQ(exclusion(position(one, -1, Product::Cnc), &one, kDay),
             "product: sold from holdings, an exit would buy it back");
    CHECK(exclusion(position(one, 1, Product::Cnc), &one, kDay).empty());
    CHECK(exclusion(position(one, -1, Product::Nrml), &one, kDay).empty());
    CHECK(exclusion(position(one, -1, Product::Mtf), &one, kDay).empty());
}

}  // namespace account::test
