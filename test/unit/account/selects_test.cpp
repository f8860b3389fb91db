#include <doctest/doctest.h>

#include "test/unit/account/make.h"

namespace account::test {

using events::Command;
using events::CommandAction;
using events::Side;

namespace {

Command exit_all() {
    Command command;
    command.action = CommandAction::Exit;
    return command;
}

}  // namespace

TEST_CASE("account/selects: without filters every open position, and no flat one") {
    CHECK(selects(exit_all(), position(equity(), 1)));
    CHECK(selects(exit_all(), position(equity(), -1)));
    CHECK_FALSE(selects(exit_all(), position(equity(), 0)));
}

TEST_CASE("account/selects: each filter alone") {
    const Position one = position(equity(7), 5);
    Command command = exit_all();
    SUBCASE("exchange") {
        command.exchange = events::Exchange::Bse;
        CHECK_FALSE(selects(command, one));
        command.exchange = events::Exchange::Nse;
    }
    SUBCASE("segment") {
        command.segment = events::Segment::Fo;
        CHECK_FALSE(selects(command, one));
        command.segment = events::Segment::Cm;
    }
    SUBCASE("token") {
        command.token = 8;
        CHECK_FALSE(selects(command, one));
        command.token = 7;
    }
    SUBCASE("product") {
        command.product = events::Product::Nrml;
        CHECK_FALSE(selects(command, one));
        command.product = events::Product::Mis;
    }
    SUBCASE("side is the side of the position") {
        command.side = Side::Sell;
        CHECK_FALSE(selects(command, one));
        CHECK(selects(command, position(equity(7), -5)));
        command.side = Side::Buy;
    }
    CHECK(selects(command, one));
}

TEST_CASE("account/selects: orders by name, whatever else the command says") {
    const PositionKey key = position(equity(), 1).key;
    Command command;
    command.orders = {"O1"};
    command.side = Side::Buy;
    CHECK(selects(command, order("O1", key, Side::Sell, 5)));
    CHECK_FALSE(selects(command, order("O2", key, Side::Buy, 5)));
}

TEST_CASE("account/selects: orders by filter") {
    const PositionKey key = position(equity(), 1).key;
    Command command;
    command.side = Side::Buy;
    CHECK(selects(command, order("O1", key, Side::Buy, 5)));
    CHECK_FALSE(selects(command, order("O1", key, Side::Sell, 5)));
    CHECK_FALSE(selects(command, order("O1", key, Side::Buy, 0)));
    command.token = 99;
    CHECK_FALSE(selects(command, order("O1", key, Side::Buy, 5)));
}

TEST_CASE("account/selects: an exit's side does not speak of the order's side") {
    const PositionKey key = position(equity(), 1).key;
    Command command = exit_all();
    command.side = Side::Buy;
    CHECK(selects(command, order("O1", key, Side::Buy, 5)));
    CHECK(selects(command, order("O1", key, Side::Sell, 5)));
}

}  // namespace account::test
