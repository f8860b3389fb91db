#include "common/account/tasks.h"

#include <doctest/doctest.h>

#include "test/unit/account/make.h"

namespace account {

using events::CommandAction;
using events::Product;
using events::Side;
using test::equity;
using test::order;
using test::position;

namespace {

// 100 shares of 1 for the day, 5 of 2 sold from holdings (excluded), nothing of 3; an order on
// each.
struct Given {
    Given() {
        view.day = test::kDay;
        view.positions = {position(equity(1), 100), position(equity(2), -5, Product::Cnc)};
        view.orders = {order("O1", view.positions[0].key, Side::Sell, 40),
                       order("O2", view.positions[1].key, Side::Buy, 5),
                       order("O3", position(equity(3), 0).key, Side::Buy, 1)};
        for (const uint32_t token : {1u, 2u, 3u}) {
            instruments.emplace(equity(token).key, equity(token));
        }
        command.action = CommandAction::Exit;
    }
    [[nodiscard]] Tasks tasks() const { return tasks_of(command, view, instruments); }
    // "O1 O3 | 100 x": the orders to cancel, then what is wanted of each exit, x where excluded.
    [[nodiscard]] std::string text() const {
        std::string cancels;
        std::string exits;
        for (const Task& task : tasks().rows) {
            if (task.action == CommandAction::Cancel) {
                cancels += task.exchange_order_id + " ";
            } else {
                exits += task.fate == Task::Fate::Open ? " " + std::to_string(task.wanted) : " x";
            }
        }
        return cancels + "|" + exits;
    }
    View view;
    Instruments instruments;
    events::Command command;
};

}  // namespace

TEST_CASE("account/tasks: an exit cancels on what it exits and where nothing is held") {
    CHECK_EQ(Given{}.text(), "O1 O3 | 100 x");
}

TEST_CASE("account/tasks: what stands on a position that stays, stays") {
    Given given;
    SUBCASE("the other side; the side says nothing of an instrument without a position") {
        given.command.side = Side::Buy;
        CHECK_EQ(given.text(), "O1 | 100");
    }
    SUBCASE("held back as a whole") {
        Doubt& doubt = given.view.doubts.emplace_back();
        doubt.kind = Doubt::Kind::Differs;
        doubt.event.token = 1;
        CHECK_EQ(given.text(), "O3 | x x");
        CHECK_EQ(given.tasks().rows[1].reason, "held: the record contradicts the books");
    }
    SUBCASE("more wanted than held") {
        given.command.product = Product::Mis;
        given.command.quantity = 101;
        CHECK_EQ(given.text(), "O3 | x");
        CHECK_EQ(given.tasks().rows[1].fate, Task::Fate::Refused);
    }
    SUBCASE("an exit of ours that is under way") {
        given.view.orders[0].client_order_id = "BX1";
        CHECK_EQ(given.text(), "O3 | 100 x");
    }
    SUBCASE("asked to stay") {
        given.command.cancel_first = false;
        CHECK_EQ(given.text(), "| 100 x");
    }
}

TEST_CASE("account/tasks: where the record has a position more, that is told and the others go") {
    Given given;
    given.view.doubts.push_back({Doubt::Kind::Lacking, {}});
    given.view.doubts.push_back({Doubt::Kind::Lacking, {}});
    CHECK_EQ(given.text(), "O1 O3 | 100 x x");
    const std::string why = "held: the record has a position that these books do not have";
    CHECK_EQ(given.tasks().rows.back().reason, why);
    given.view.positions.clear();
    CHECK_EQ(given.text(), "O1 O2 O3 | x");
    given.command.exchange = events::Exchange::Nse;
    given.command.segment = events::Segment::Cm;
    given.command.token = 3;
    CHECK_EQ(given.tasks().refusal, why);
}

TEST_CASE("account/tasks: without any position an exit still cancels what is pending") {
    Given given;
    given.view.positions.clear();
    CHECK_EQ(given.text(), "O1 O2 O3 |");
}

TEST_CASE("account/tasks: a cancel means the orders alone, and tells those that it cannot find") {
    Given given;
    given.command.action = CommandAction::Cancel;
    CHECK_EQ(given.text(), "O1 O2 O3 |");
    given.command.orders = {"O2", "O9"};
    CHECK_EQ(given.text(), "O2 O9 |");
    const std::vector<Task> rows = given.tasks().rows;
    CHECK_EQ(rows[0].remaining, 5);
    CHECK_EQ(rows[1].fate, Task::Fate::Refused);
    CHECK_EQ(rows[1].reason, "orders: unknown, or ended already");
}

TEST_CASE("account/tasks: one position that is named and cannot be exited refuses all of it") {
    Given given;
    given.command.exchange = events::Exchange::Nse;
    given.command.segment = events::Segment::Cm;
    given.command.token = 2;
    CHECK_EQ(given.tasks().refusal, "product: sold from holdings, an exit would buy it back");
    CHECK(given.tasks().rows.empty());
    given.command.token = 3;
    CHECK_EQ(given.tasks().refusal, "token: no open position in this instrument");
    given.command.token = 1;
    CHECK_EQ(given.text(), "O1 | 100");
    CHECK(given.tasks().refusal.empty());
}

}  // namespace account
