#include "producers/ctl/exits/preview.h"

#include <doctest/doctest.h>

using events::Command;
using events::CommandAction;
using events::Side;

namespace {

constexpr account::InstrumentKey kOption{events::Exchange::Nse, events::Segment::Fo, 53001};
constexpr account::PositionKey kPosition{kOption, events::Product::Nrml};

account::Instruments instruments() {
    account::Instrument option;
    option.key = kOption;
    option.symbol = "NIFTY26AUG24000CE";
    option.expiry = 20260827;
    option.option_type = account::OptionType::Call;
    option.lot = 75;
    option.tick = 500;
    option.freeze_quantity = 1800;
    option.last_price = 1'013'500;
    return {{kOption, option}};
}

account::View view_of(int64_t net) {
    account::View view;
    view.account = "AB1234";
    view.day = 20260803;
    view.positions.emplace_back().key = kPosition;
    view.positions[0].net = net;
    return view;
}

account::Order working(const std::string& client_order_id, Side side, int64_t remaining) {
    account::Order order;
    order.exchange_order_id = "X" + client_order_id;
    order.client_order_id = client_order_id;
    order.key = kPosition;
    order.side = side;
    order.quantity = order.remaining = remaining;
    return order;
}

Command make(CommandAction action) {
    Command command;
    command.action = action;
    return command;
}

auto rows_of(const Command& command, const account::View& view) {
    return ctl::preview(command, view, instruments(), {}).rows;
}

}  // namespace

TEST_CASE(
    "ctl/preview: an exit cancels what stands on its positions and orders the rest in slices") {
    account::View view = view_of(-3750);
    view.orders.push_back(working("C1", Side::Buy, 75));
    view.orders.push_back(working("C2", Side::Sell, 75));
    view.orders.push_back(working("C3", Side::Buy, 75));
    view.orders[2].key.product = events::Product::Mis;  // of which nothing is held
    const auto rows = rows_of(make(CommandAction::Exit), view);
    REQUIRE(rows.size() == 4);
    CHECK(rows[0].exchange_order_id == "XC1");
    CHECK(rows[0].quantity == 75);
    CHECK(rows[1].exchange_order_id == "XC2");
    CHECK(rows[2].exchange_order_id == "XC3");
    CHECK(rows[3].side == Side::Buy);
    CHECK(rows[3].quantity == 3750);
    CHECK(rows[3].orders == 3);  // 1800, 1800, 150
    CHECK(rows[3].reason.empty());
}

TEST_CASE("ctl/preview: what working orders could fill is not ordered twice") {
    account::View view = view_of(225);
    view.orders.push_back(working("C1", Side::Sell, 75));
    view.orders.push_back(working("BXOWN", Side::Sell, 75));
    Command command = make(CommandAction::Exit);
    auto rows = rows_of(command, view);
    REQUIRE(rows.size() == 2);  // our own exit is not cancelled
    CHECK(rows[1].quantity == 150);
    CHECK(rows[1].reason == "quantity: 225 wanted, 75 in working orders");
    command.cancel_first = false;
    rows = rows_of(command, view);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].quantity == 75);
}

TEST_CASE("ctl/preview: an order whose answer never came is in doubt, as everywhere") {
    account::View view = view_of(225);
    exits::Exit& own = view.own.emplace_back();
    own.client_order_id = "BX1";
    own.action = CommandAction::Exit;
    own.key = kPosition;
    own.side = Side::Sell;
    own.quantity = 75;
    own.state = exits::State::Sent;
    own.sent_us = 1'000'000;
    Command command = make(CommandAction::Exit);
    command.issued_us = 3'000'000;
    CHECK(rows_of(command, view)[0].reason == "quantity: 225 wanted, 75 in working orders");
    command.issued_us = 6'000'000;
    CHECK(rows_of(command, view)[0].reason == "quantity: 225 wanted, 75 in doubt");
    own.state = exits::State::Doubt;
    view.orders.push_back(working("C1", Side::Sell, 75));
    command.cancel_first = false;
    command.issued_us = 0;
    CHECK(rows_of(command, view)[0].reason ==
          "quantity: 225 wanted, 75 in working orders, 75 in doubt");
}

TEST_CASE("ctl/preview: a position that cannot be exited says why") {
    Command command = make(CommandAction::Exit);
    command.quantity = 300;
    auto rows = rows_of(command, view_of(150));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].quantity == 0);
    CHECK(rows[0].reason == "quantity: more than held (150)");
    account::View view = view_of(150);
    view.positions[0].key.instrument.token = 7;
    rows = rows_of(make(CommandAction::Exit), view);
    CHECK(rows[0].symbol == "7");
    CHECK(rows[0].reason == "token: unknown instrument");
}

TEST_CASE("ctl/preview: an order on a position that stays is not shown as cancelled") {
    account::View view = view_of(-75);
    view.positions[0].key.product = events::Product::Cnc;
    view.orders.push_back(working("C1", Side::Buy, 75));
    view.orders[0].key = view.positions[0].key;
    const auto rows = rows_of(make(CommandAction::Exit), view);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].action == CommandAction::Exit);
    CHECK(rows[0].quantity == 0);
    CHECK(rows[0].reason == "product: sold from holdings, an exit would buy it back");
}

TEST_CASE("ctl/preview: an order that is not there is told, as by the square-off") {
    Command command = make(CommandAction::Cancel);
    command.orders = {"X7"};
    const auto rows = rows_of(command, view_of(150));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].exchange_order_id == "X7");
    CHECK(rows[0].reason == "orders: unknown, or ended already");
}

TEST_CASE("ctl/preview: a cancel lists the orders it means, and no position") {
    account::View view = view_of(150);
    view.orders.push_back(working("C1", Side::Buy, 75));
    view.orders.push_back(working("C2", Side::Sell, 75));
    Command command = make(CommandAction::Cancel);
    CHECK(rows_of(command, view).size() == 2);
    command.side = Side::Sell;
    const auto rows = rows_of(command, view);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].exchange_order_id == "XC2");
}

TEST_CASE("ctl/preview: exits of books that are not current wait, cancels do not") {
    account::View view = view_of(150);
    view.orders.push_back(working("C1", Side::Buy, 75));
    const auto waits = [&](CommandAction action, account::Books books) {
        return ctl::preview(make(action), view, instruments(), {}, books).waits;
    };
    CHECK(waits(CommandAction::Exit, account::Books::Current).empty());
    CHECK(waits(CommandAction::Exit, account::Books::Paused) == "the books are paused");
    CHECK(waits(CommandAction::Exit, account::Books::CatchingUp) == "the books are catching up");
    CHECK(waits(CommandAction::Exit, account::Books::InQuestion) ==
          "the books of the partition are in question");
    CHECK(waits(CommandAction::Cancel, account::Books::Paused).empty());
    view.positions[0].net = 0;
    CHECK(waits(CommandAction::Exit, account::Books::Paused).empty());
}

TEST_CASE("ctl/preview: what would go to an exchange that nothing reaches waits, and says so") {
    account::View view = view_of(150);
    view.orders.push_back(working("C1", Side::Buy, 75));
    const auto rows_at = [&](const account::Unreached& unreached) {
        return ctl::preview(make(CommandAction::Exit), view, instruments(), {},
                            account::Books::Current, unreached)
            .rows;
    };
    REQUIRE(rows_at({events::Exchange::Nse}).size() == 2);
    for (const auto& row : rows_at({events::Exchange::Nse})) {
        CHECK(row.reason == "the session with NSE is down");
        CHECK(row.quantity > 0);
    }
    for (const auto& row : rows_at({events::Exchange::Bse})) CHECK(row.reason.empty());
}

TEST_CASE("ctl/preview: nothing is exited where nothing is held, and it says so") {
    const auto shown = ctl::preview(make(CommandAction::Exit), view_of(0), instruments(), {});
    CHECK(shown.rows.empty());
    CHECK(shown.nothing == "positions: none is open");
    CHECK(shown.refusal.empty());
}

TEST_CASE("ctl/preview: what does not make a lot is left, and said before it is sent") {
    Command command = make(CommandAction::Exit);
    command.percent = 50;
    const auto rows = rows_of(command, view_of(200));  // 100 asked, a lot is 75
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].asked == 100);
    CHECK(rows[0].quantity == 75);
    CHECK(rows[0].reason == "quantity: 25 are less than a lot of 75");
}

TEST_CASE(
    "ctl/preview: a quantity that two products could mean is refused, as the square-off does") {
    account::View view = view_of(150);
    view.positions.push_back(view.positions[0]);
    view.positions[1].key.product = events::Product::Mis;
    Command command = make(CommandAction::Exit);
    command.quantity = 75;
    CHECK(ctl::preview(command, view, instruments(), {}).refusal ==
          "quantity: 2 positions are meant, say which product: NRML 150, MIS 150");
    command.product = events::Product::Mis;
    CHECK(ctl::preview(command, view, instruments(), {}).refusal.empty());
}
