#include "consumers/squareoff/result_notices.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "test/unit/account/make.h"

namespace squareoff {

using account::test::equity;
using events::Channel;
using events::CommandAction;

namespace {

const std::string kSymbol = "RELIANCE";

// A command that has ended at 10:15:03 in India, and who is to be told.
struct Given {
    Given() {
        view.known = true;
        account::Instrument share = equity();
        share.symbol = kSymbol;
        instruments.emplace(share.key, share);
        now.instruments = &instruments;
        now.now_us = 1'785'732'303'000'000;
        state.command.id = "c-1";
        state.command.account = "AB1234";
        state.command.action = CommandAction::Exit;
        state.phase = CommandPhase::Done;
        state.ended_us = now.now_us;
        settings.channels = {Channel::Email, Channel::Sms};
    }
    void add(RowState row_state, std::string reason, int64_t done = 0) {
        CommandRow& row = state.rows.emplace_back();
        row.action = CommandAction::Exit;
        row.key = {equity().key, events::Product::Mis};
        row.side = events::Side::Sell;
        row.asked = row.wanted = 100;
        row.done = done;
        row.attempts = 1;
        row.state = row_state;
        row.reason = std::move(reason);
    }
    [[nodiscard]] std::vector<notices::Notice> told() const {
        return result_notices(state, view, now, settings);
    }
    [[nodiscard]] std::string field(const std::string& name) const {
        const auto all = told();
        REQUIRE_FALSE(all.empty());
        const auto& fields = all[0].fields;
        const auto found = std::find_if(fields.begin(), fields.end(),
                                        [&](const auto& one) { return one.first == name; });
        return found == fields.end() ? "(no such field)" : found->second;
    }
    // What the books hold of it when the command has ended.
    void holds(int64_t net) { view.positions = {account::test::position(equity(), net)}; }
    [[nodiscard]] std::string name_of_template() const { return told().at(0).name_of_template; }

    CommandState state;
    account::View view;
    account::Instruments instruments;
    Surroundings now;
    NoticeSettings settings;
};

}  // namespace

TEST_CASE("squareoff/result_notices: one for each channel, whatever the rows") {
    Given given;
    for (int i = 0; i < 9; ++i) given.add(RowState::Done, "", 100);
    const auto told = given.told();
    REQUIRE_EQ(told.size(), 2);
    CHECK_EQ(told[0].id, "exit:c-1:email");
    CHECK_EQ(told[1].id, "exit:c-1:sms");
    CHECK_EQ(told[1].account, "AB1234");
    CHECK_EQ(notices::problem_of(told[0]), "");
    CHECK_EQ(given.name_of_template(), "exit_result");
    CHECK_EQ(given.field("done"), "1");  // nine rows of one position
    CHECK_EQ(given.field("total"), "1");
    CHECK_EQ(given.field("not_done"), "none");
    CHECK_EQ(given.field("time"), "10:15:03");
}

TEST_CASE("squareoff/result_notices: nobody is told of what goes on, or without a channel") {
    Given given;
    SUBCASE("it goes on") { given.state.ended_us = 0; }
    SUBCASE("no channel") { given.settings.channels.clear(); }
    SUBCASE("no customer") { given.view.known = false; }
    CHECK(given.told().empty());
}

TEST_CASE("squareoff/result_notices: asked, done, left, what is open, and why in a sentence") {
    Given given;
    given.add(RowState::Partial, "quantity: 22 are less than a lot of 65", 65);
    given.state.rows[0].asked = 87;
    given.holds(110);
    CHECK_EQ(given.name_of_template(), "exit_result");
    CHECK_EQ(given.field("done"), "0");
    CHECK_EQ(given.field("total"), "1");
    CHECK_EQ(given.field("not_done"), kSymbol +
                                          ": asked 87, done 65, left 22, 110 still open. "
                                          "The last 22 are less than one lot of 65.");
}

TEST_CASE("squareoff/result_notices: closed is only what the books hold no more") {
    Given given;
    given.add(RowState::Done, "", 100);
    given.holds(50);  // half of it was asked for, and done
    CHECK_EQ(given.field("done"), "0");
    CHECK_EQ(given.field("not_done"), kSymbol + ": asked 100, done 100, 50 still open.");
    given.holds(0);
    CHECK_EQ(given.field("done"), "1");
    CHECK_EQ(given.field("not_done"), "none");
}

TEST_CASE("squareoff/result_notices: three are told at most") {
    Given given;
    given.holds(60);
    given.add(RowState::Partial, "nobody took it within the price limit", 40);
    given.add(RowState::Excluded, "token: the contract expired");
    given.add(RowState::Refused, "a");
    given.add(RowState::Refused, "b");
    CHECK(given.field("not_done")
              .ends_with("The contract has expired. " + kSymbol +
                         ": asked 100, done 0, left 100, 60 still open. "
                         "The exchange answered: a. And 1 more."));
}

TEST_CASE("squareoff/result_notices: an instrument without data is named by market and number") {
    Given given;
    given.holds(100);
    given.instruments.clear();
    given.add(RowState::Excluded, "token: unknown instrument");
    CHECK_EQ(given.field("not_done"),
             "NSE CM 1: asked 100, done 0, left 100, 100 still open. "
             "This site has no data of this contract.");
}

TEST_CASE("squareoff/result_notices: where there was nothing to do, that is told") {
    Given given;
    given.state.reason = "positions: none is open";
    CHECK_EQ(given.name_of_template(), "nothing_to_do");
    CHECK_EQ(given.field("reason"), "You hold no open position.");
}

TEST_CASE("squareoff/result_notices: nobody traded, which is no rejection by the exchange") {
    Given given;
    given.holds(100);
    given.add(RowState::Refused, "nobody took it within the price limit");
    CHECK_EQ(given.name_of_template(), "exit_result");
}

TEST_CASE("squareoff/result_notices: an exit of which the exchange took nothing is a rejection") {
    Given given;
    given.add(RowState::Refused, "price \x01\xE9 band");
    given.add(RowState::Refused, "price band");
    CHECK_EQ(given.told().size(), 2);
    CHECK_EQ(given.name_of_template(), "order_rejected");
    CHECK_EQ(given.field("symbol"), kSymbol);
    CHECK_EQ(given.field("side"), "sell");
    CHECK_EQ(given.field("quantity"), "100");
    CHECK_EQ(given.field("reason"), "The exchange answered: price ?? band.");
    CHECK_EQ(given.field("others"), "1");
    given.add(RowState::Done, "", 100);
    CHECK_EQ(given.name_of_template(), "exit_result");
}

TEST_CASE("squareoff/result_notices: what was refused before any order is no rejection") {
    Given given;
    given.holds(100);
    given.add(RowState::Refused, "less than a lot is left");
    given.state.rows[0].attempts = 0;
    CHECK_EQ(given.name_of_template(), "exit_result");
    CHECK_EQ(given.field("done"), "0");
}

TEST_CASE("squareoff/result_notices: a refused command says why, in a sentence") {
    Given given;
    given.state.phase = CommandPhase::Refused;
    given.state.reason = "epoch: the site is not active";
    CHECK_EQ(given.name_of_template(), "command_refused");
    CHECK_EQ(given.field("action"), "exit");
    CHECK_EQ(given.field("reason"), "This site takes no requests at the moment.");
}

TEST_CASE("squareoff/result_notices: of a cancel the orders, of an exit the positions only") {
    Given given;
    given.add(RowState::Done, "", 1);
    given.state.rows[0].action = CommandAction::Cancel;
    CHECK_EQ(given.name_of_template(), "nothing_to_do");
    given.state.command.action = CommandAction::Cancel;
    given.add(RowState::Refused, "orders: unknown, or ended already");
    given.state.rows[1].action = CommandAction::Cancel;
    given.state.rows[1].exchange_order_id = "1100";
    CHECK_EQ(given.name_of_template(), "cancel_result");
    CHECK_EQ(given.told()[0].id, "cancel:c-1:email");
    CHECK_EQ(given.field("total"), "2");
    CHECK_EQ(given.field("not_done"), "order 1100. There is no such pending order.");
}

TEST_CASE("squareoff/result_notices: whatever bytes the exchange uses, the notice can be written") {
    Given given;
    given.state.command.action = CommandAction::Cancel;
    given.add(RowState::Refused, "no \xFF\n");
    given.state.rows[0].action = CommandAction::Cancel;
    given.state.rows[0].exchange_order_id = "11\x80\xC3";
    CHECK_EQ(given.field("not_done"), "order 11??. The exchange answered: no ??.");
    for (const notices::Notice& notice : given.told()) CHECK_EQ(notices::problem_of(notice), "");
}

TEST_CASE(
    "squareoff/result_notices: a person's command is urgent, one of a hundred thousand is not") {
    Given given;
    given.add(RowState::Done, "", 100);
    CHECK(given.told()[0].urgent);
    given.state.command.origin = events::CommandOrigin::Dealer;
    given.state.command.evidence = "mass-7";
    CHECK(given.told()[0].urgent);
    given.state.command.id = "mass-7:AB1234";
    CHECK_FALSE(given.told()[0].urgent);
    given.state.command.origin = events::CommandOrigin::System;
    CHECK_FALSE(given.told()[0].urgent);
}

TEST_CASE("squareoff/result_notices: an operator's slip is no mail to the customer") {
    Given given;
    given.state.command.origin = events::CommandOrigin::System;
    given.state.reason = "positions: none of those that are open is meant";
    CHECK(given.told().empty());
    given.state.phase = CommandPhase::Refused;
    CHECK(given.told().empty());
    given.state.phase = CommandPhase::Done;
    given.add(RowState::Partial, "", 40);
    CHECK_EQ(given.name_of_template(), "exit_result");
}

}  // namespace squareoff
