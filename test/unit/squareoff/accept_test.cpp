#include "consumers/squareoff/accept.h"

#include <doctest/doctest.h>

#include "test/unit/account/make.h"

namespace squareoff {

using account::PositionKey;
using account::test::equity;
using account::test::kDay;
using account::test::order;
using account::test::position;
using events::CommandAction;
using events::Side;

namespace {

// An account with 100 shares, a pending order of 40 and an exit of ours on them.
struct Given {
    Given() {
        view.account = "A1";
        view.day = kDay;
        view.known = true;
        view.positions = {position(equity(), 100)};
        const PositionKey key = view.positions[0].key;
        view.orders = {order("O1", key, Side::Sell, 40), order("X1", key, Side::Sell, 10)};
        view.orders[1].client_order_id = "BX1";
        instruments.emplace(equity().key, equity());
        now.site_is_active = true;
        now.epoch = 3;
        now.day = kDay;
        now.now_us = 1'000;
        now.instruments = &instruments;
        command.action = CommandAction::Exit;
        command.id = "c1";
        command.day = kDay;
        command.epoch = 3;
        command.expires_us = 1'001;
    }
    [[nodiscard]] CommandState accepted() const { return accept(command, "{}", view, now, limits); }
    [[nodiscard]] std::string refusal() const {
        const CommandState state = accepted();
        CHECK_EQ(state.phase, CommandPhase::Refused);
        CHECK_EQ(state.ended_us, now.now_us);
        CHECK(state.rows.empty());
        return state.reason;
    }
    account::View view;
    account::Instruments instruments;
    Surroundings now;
    Limits limits;
    events::Command command;
};

}  // namespace

TEST_CASE("squareoff/accept: a row for each order to cancel, then one for each position") {
    const CommandState state = Given{}.accepted();
    CHECK_EQ(state.phase, CommandPhase::Cancelling);
    CHECK_EQ(state.ended_us, 0);
    CHECK_EQ(state.accepted_us, 1'000);
    CHECK_EQ(state.body, "{}");
    REQUIRE_EQ(state.rows.size(), 2);  // not the exit under way
    CHECK_EQ(state.rows[0].number, 1);
    CHECK_EQ(state.rows[0].exchange_order_id, "O1");
    CHECK_EQ(state.rows[1].number, 2);
    CHECK_EQ(state.rows[1].side, Side::Sell);
    CHECK_EQ(state.rows[1].wanted, 100);
    CHECK_EQ(state.rows[1].state, RowState::Waiting);
}

TEST_CASE("squareoff/accept: refused with a reason that names the field") {
    Given given;
    SUBCASE("site") {
        given.now.site_is_active = false;
        CHECK_EQ(given.refusal(), "epoch: the site is not active");
    }
    SUBCASE("older epoch") {
        given.command.epoch = 2;
        CHECK_EQ(given.refusal(), "epoch: 2 is not the present one, 3");
    }
    SUBCASE("newer epoch") {
        given.command.epoch = 4;
        CHECK_EQ(given.refusal(), "epoch: 4 is not the present one, 3");
    }
    SUBCASE("expired this very moment") {
        given.command.expires_us = given.now.now_us;
        CHECK_EQ(given.refusal(), "expires_us: the command has expired");
    }
    SUBCASE("of yesterday") {
        given.command.day = kDay - 1;
        CHECK_EQ(given.refusal(), "day: 20261119 is not the trading day, 20261120");
    }
    SUBCASE("unknown account") {
        given.view = {};
        CHECK_EQ(given.refusal(), "account: unknown");
    }
    SUBCASE("too much") {
        given.limits.rows_max = 1;
        CHECK_EQ(given.refusal(), "account: too many positions and orders");
    }
}

TEST_CASE("squareoff/accept: one position, named: what is wrong with it refuses the command") {
    Given given;
    given.command.exchange = events::Exchange::Nse;
    given.command.segment = events::Segment::Cm;
    given.command.token = 1;
    SUBCASE("no such position") {
        given.command.token = 5;
        CHECK_EQ(given.refusal(), "token: no open position in this instrument");
    }
    SUBCASE("flat") {
        given.view.positions[0].net = 0;
        CHECK_EQ(given.refusal(), "token: no open position in this instrument");
    }
    SUBCASE("too many") {
        given.command.quantity = 101;
        CHECK_EQ(given.refusal(), "quantity: more than held (100)");
    }
    SUBCASE("unknown instrument") {
        given.instruments.clear();
        CHECK_EQ(given.refusal(), "token: unknown instrument");
    }
    SUBCASE("one of two products can be exited") {
        given.view.positions.push_back(position(equity(), -5, events::Product::Cnc));
        const CommandState state = given.accepted();
        REQUIRE_EQ(state.rows.size(), 3);
        CHECK_EQ(state.rows[1].state, RowState::Waiting);
        CHECK_EQ(state.rows[2].state, RowState::Excluded);
    }
}

TEST_CASE("squareoff/accept: a customer without positions has nothing to do") {
    Given given;
    given.view.positions.clear();
    given.view.orders.clear();
    const CommandState state = given.accepted();
    CHECK_EQ(state.phase, CommandPhase::Cancelling);
    CHECK(state.rows.empty());
}

TEST_CASE("squareoff/accept: a cancel may speak of our own orders; ended ones are told") {
    Given given;
    given.command.action = CommandAction::Cancel;
    given.view.orders[0].state = events::OrderState::Cancelled;
    given.command.orders = {"X1", "O1", "O7"};
    const CommandState state = given.accepted();
    REQUIRE_EQ(state.rows.size(), 3);
    CHECK_EQ(state.rows[0].exchange_order_id, "X1");
    CHECK_EQ(state.rows[0].state, RowState::Waiting);
    for (const size_t i : {1u, 2u}) {
        CHECK_EQ(state.rows[i].state, RowState::Refused);
        CHECK_EQ(state.rows[i].reason, "orders: unknown, or ended already");
    }
}

TEST_CASE("squareoff/accept: pending orders are kept where asked") {
    Given given;
    given.command.cancel_first = false;
    REQUIRE_EQ(given.accepted().rows.size(), 1);
    CHECK_EQ(given.accepted().rows[0].action, CommandAction::Exit);
}

TEST_CASE("squareoff/accept: orders of a position that stays, stay") {
    Given given;
    SUBCASE("excluded") {
        given.instruments.begin()->second.trade_for_trade = true;
        REQUIRE_EQ(given.accepted().rows.size(), 1);
        CHECK_EQ(given.accepted().rows[0].state, RowState::Excluded);
    }
    SUBCASE("other side") {
        given.command.side = Side::Sell;
        CHECK(given.accepted().rows.empty());
    }
    SUBCASE("an instrument without a position: all of it goes") {
        given.view.orders.push_back(order("O3", position(equity(9), 0).key, Side::Buy, 1));
        REQUIRE_EQ(given.accepted().rows.size(), 3);
        CHECK_EQ(given.accepted().rows[1].exchange_order_id, "O3");
    }
}

}  // namespace squareoff
