#include "producers/ctl/accounts/position_list.h"

#include <doctest/doctest.h>

namespace {

account::Position position(int64_t net) {
    account::Position one;
    one.net = net;
    return one;
}

}  // namespace

TEST_CASE("ctl/positions: the profit of a long, a short and a flat position") {
    account::Position bought = position(150);
    bought.buy_value = 150 * 1'000'000;
    CHECK(ctl::profit_of(bought, 1'013'500) == 150 * 13'500);
    account::Position sold = position(-75);
    sold.sell_value = 75 * 1'000'000;
    CHECK(ctl::profit_of(sold, 1'013'500) == -75 * 13'500);
    account::Position flat = position(0);
    flat.buy_value = 100;
    flat.sell_value = 130;
    CHECK(ctl::profit_of(flat, 0) == 30);
}

TEST_CASE("ctl/positions: the start of the day counts") {
    account::Position held = position(75);
    held.open_quantity = 75;
    held.open_value = 75 * 1'000'000;
    CHECK(ctl::profit_of(held, 1'000'000) == 0);
    CHECK(ctl::profit_of(held, 999'500) == -75 * 500);
}

TEST_CASE("ctl/positions: without a price, and beyond 64 bits, no profit is told") {
    CHECK(ctl::profit_of(position(75), 0) == std::nullopt);
    CHECK(ctl::profit_of(position(100'000'000), 100'000'000'000) == std::nullopt);
}
