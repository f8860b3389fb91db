#include <doctest/doctest.h>

#include "common/events/event.h"
#include "test/unit/account/make.h"

namespace account::test {

using Parts = std::vector<int64_t>;

constexpr size_t kAll = SIZE_MAX;

TEST_CASE("account/slices: at most the freeze quantity, in lots") {
    Instrument nifty = future(65);
    nifty.freeze_quantity = 1800;  // 27 lots are 1755
    CHECK_EQ(slices(1755, nifty, kAll), Parts{1755});
    CHECK_EQ(slices(1820, nifty, kAll), Parts{1755, 65});
    CHECK_EQ(slices(3510, nifty, kAll), Parts{1755, 1755});
    CHECK_EQ(slices(130, nifty, kAll), Parts{130});
}

TEST_CASE("account/slices: what makes no lot is left out") {
    CHECK_EQ(slices(64, future(65), kAll), Parts{});
    CHECK_EQ(slices(129, future(65), kAll), Parts{65});
    CHECK_EQ(slices(0, future(65), kAll), Parts{});
    CHECK_EQ(slices(-65, future(65), kAll), Parts{});
}

TEST_CASE("account/slices: a freeze quantity below the lot still lets a lot go") {
    Instrument one = future(65);
    one.freeze_quantity = 50;
    CHECK_EQ(slices(130, one, kAll), Parts{65, 65});
}

TEST_CASE("account/slices: without a freeze quantity the largest order of all") {
    const Parts parts = slices(events::kQuantityMax + 5, equity(), kAll);
    CHECK_EQ(parts, Parts{events::kQuantityMax, 5});
}

TEST_CASE("account/slices: a lot that is missing in the data counts as 1") {
    Instrument one = equity();
    one.lot = 0;
    CHECK_EQ(slices(3, one, kAll), Parts{3});
}

TEST_CASE("account/slices: no more than asked for, and counted without being made") {
    Instrument option = future(75);
    option.freeze_quantity = 600;
    CHECK_EQ(slices(599'999'940, option, 2), Parts{600, 600});
    CHECK_EQ(slices(599'999'940, option, 0), Parts{});
    const Cut absurd = cut(599'999'940, option);
    CHECK_EQ(absurd.orders, 1'000'000);
    CHECK_EQ(absurd.quantity, 599'999'925);
    CHECK_EQ(cut(INT64_MAX, equity()).orders, INT64_MAX / events::kQuantityMax + 1);
    CHECK_EQ(cut(74, option).orders, 0);
    CHECK_EQ(cut(-600, option).quantity, 0);
}

TEST_CASE("account/wanted_quantity: all of it, in lots") {
    events::Command command;
    CHECK_EQ(wanted_quantity(command, position(equity(), -7), equity()).value(), 7);
    CHECK_EQ(wanted_quantity(command, position(future(25), 60), future(25)).value(), 50);
    const auto none = wanted_quantity(command, position(future(25), 24), future(25));
    CHECK_EQ(none.error().what, "quantity: less than a lot of 25");
}

TEST_CASE("account/wanted_quantity: a quantity, at most what is held") {
    events::Command command;
    command.quantity = 50;
    CHECK_EQ(wanted_quantity(command, position(future(25), -50), future(25)).value(), 50);
    command.quantity = 75;
    CHECK_EQ(wanted_quantity(command, position(future(25), 50), future(25)).error().what,
             "quantity: more than held (50)");
    command.quantity = 30;
    CHECK_EQ(wanted_quantity(command, position(future(25), 50), future(25)).error().what,
             "quantity: not a multiple of the lot of 25");
}

TEST_CASE("account/wanted_quantity: a percentage, rounded down") {
    events::Command command;
    command.percent = 50;
    CHECK_EQ(wanted_quantity(command, position(equity(), 5), equity()).value(), 2);
    CHECK_EQ(wanted_quantity(command, position(future(25), 75), future(25)).value(), 25);
    command.percent = 100;
    CHECK_EQ(wanted_quantity(command, position(equity(), 5), equity()).value(), 5);
    command.percent = 19;
    CHECK_FALSE(wanted_quantity(command, position(equity(), 5), equity()).ok());
}

TEST_CASE("account/asked_quantity: before it is rounded to lots") {
    events::Command command;
    CHECK_EQ(asked_quantity(command, position(future(65), -175)), 175);
    command.percent = 50;
    CHECK_EQ(asked_quantity(command, position(future(65), 175)), 87);
    // a hundred times this is more than a number holds
    CHECK_EQ(asked_quantity(command, position(equity(), INT64_MAX)), INT64_MAX / 2);
    command.percent.reset();
    command.quantity = 65;
    CHECK_EQ(asked_quantity(command, position(future(65), 175)), 65);
}

TEST_CASE("account/ambiguity: a quantity is of one position, so never taken twice") {
    View view;
    view.positions = {position(future(65), 130, events::Product::Mis),
                      position(future(65), -130, events::Product::Nrml),
                      position(future(65), 0, events::Product::Mtf)};
    events::Command command;
    command.action = events::CommandAction::Exit;
    CHECK_EQ(ambiguity(command, view), "");  // all of both
    command.percent = 50;
    CHECK_EQ(ambiguity(command, view), "");  // half of each
    command.percent.reset();
    command.quantity = 65;
    CHECK_EQ(ambiguity(command, view),
             "quantity: 2 positions are meant, say which product: MIS 130, NRML -130");
    command.side = events::Side::Buy;
    CHECK_EQ(ambiguity(command, view), "");  // the long one
    command.side.reset();
    command.product = events::Product::Nrml;
    CHECK_EQ(ambiguity(command, view), "");
    command.product = events::Product::Mtf;
    CHECK_EQ(ambiguity(command, view), "");  // none: refused elsewhere
}

TEST_CASE("account/nothing_to_do: a flat account is told from a filter that meets nothing") {
    View view;
    events::Command command;
    command.action = events::CommandAction::Exit;
    CHECK_EQ(nothing_to_do(command, view), "positions: none is open");
    view.positions = {position(future(65), 0)};
    CHECK_EQ(nothing_to_do(command, view), "positions: none is open");
    view.positions = {position(future(65), 65)};
    CHECK_EQ(nothing_to_do(command, view), "");
    command.product = events::Product::Cnc;
    CHECK_EQ(nothing_to_do(command, view), "positions: none of those that are open is meant");
    command.action = events::CommandAction::Cancel;
    CHECK_EQ(nothing_to_do(command, view), "orders: none is pending");
    view.orders = {order("O1", view.positions[0].key, events::Side::Sell, 65)};
    CHECK_EQ(nothing_to_do(command, view), "orders: none of those that are pending is meant");
    command.orders = {"O7"};
    CHECK_EQ(nothing_to_do(command, view), "");  // its row says that it is unknown
}

}  // namespace account::test
