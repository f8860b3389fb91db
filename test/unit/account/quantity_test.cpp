#include <doctest/doctest.h>

#include "common/events/event.h"
#include "test/unit/account/make.h"

namespace account::test {

using Cut = std::vector<int64_t>;

TEST_CASE("account/slices: at most the freeze quantity, in lots") {
    Instrument nifty = future(65);
    nifty.freeze_quantity = 1800;  // 27 lots are 1755
    CHECK_EQ(slices(1755, nifty), Cut{1755});
    CHECK_EQ(slices(1820, nifty), Cut{1755, 65});
    CHECK_EQ(slices(3510, nifty), Cut{1755, 1755});
    CHECK_EQ(slices(130, nifty), Cut{130});
}

TEST_CASE("account/slices: what makes no lot is left out") {
    CHECK_EQ(slices(64, future(65)), Cut{});
    CHECK_EQ(slices(129, future(65)), Cut{65});
    CHECK_EQ(slices(0, future(65)), Cut{});
    CHECK_EQ(slices(-65, future(65)), Cut{});
}

TEST_CASE("account/slices: a freeze quantity below the lot still lets a lot go") {
    Instrument one = future(65);
    one.freeze_quantity = 50;
    CHECK_EQ(slices(130, one), Cut{65, 65});
}

TEST_CASE("account/slices: without a freeze quantity the largest order of all") {
    const Cut cut = slices(events::kQuantityMax + 5, equity());
    CHECK_EQ(cut, Cut{events::kQuantityMax, 5});
}

TEST_CASE("account/slices: a lot that is missing in the data counts as 1") {
    Instrument one = equity();
    one.lot = 0;
    CHECK_EQ(slices(3, one), Cut{3});
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

}  // namespace account::test
