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
        row.key.instrument = equity().key;
        row.side = events::Side::Sell;
        row.wanted = 100;
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
    CHECK_EQ(given.field("done"), "9");
    CHECK_EQ(given.field("total"), "9");
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

TEST_CASE("squareoff/result_notices: what was not done is named with its reason, three at most") {
    Given given;
    given.add(RowState::Done, "", 100);
    given.add(RowState::Partial, "nobody took it within the price limit", 40);
    given.add(RowState::Excluded, "token: the contract has expired");
    CHECK_EQ(given.name_of_template(), "exit_result");
    CHECK_EQ(given.field("done"), "1");
    CHECK_EQ(given.field("not_done"), kSymbol +
                                          ": 40 of 100: nobody took it within the price limit; " +
                                          kSymbol + ": the contract has expired");
    given.add(RowState::Refused, "a");
    given.add(RowState::Refused, "b");
    CHECK(given.field("not_done").ends_with(": a; and 1 more"));
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
    CHECK_EQ(given.field("reason"), "price ?? band");
    CHECK_EQ(given.field("others"), "1");
    given.add(RowState::Done, "", 100);
    CHECK_EQ(given.name_of_template(), "exit_result");
}

TEST_CASE("squareoff/result_notices: what was refused before any order is no rejection") {
    Given given;
    given.add(RowState::Refused, "less than a lot is left");
    given.state.rows[0].attempts = 0;
    CHECK_EQ(given.name_of_template(), "exit_result");
    CHECK_EQ(given.field("done"), "0");
}

TEST_CASE("squareoff/result_notices: a refused command says why, without the name of a field") {
    Given given;
    given.state.phase = CommandPhase::Refused;
    given.state.reason = "epoch: the site is not active";
    CHECK_EQ(given.name_of_template(), "command_refused");
    CHECK_EQ(given.field("action"), "exit");
    CHECK_EQ(given.field("reason"), "the site is not active");
}

TEST_CASE("squareoff/result_notices: of a cancel the orders, of an exit the positions only") {
    Given given;
    given.add(RowState::Done, "", 1);
    given.state.rows[0].action = CommandAction::Cancel;
    CHECK_EQ(given.field("total"), "0");
    given.state.command.action = CommandAction::Cancel;
    given.add(RowState::Refused, "orders: unknown, or ended already");
    given.state.rows[1].action = CommandAction::Cancel;
    given.state.rows[1].exchange_order_id = "1100";
    CHECK_EQ(given.name_of_template(), "cancel_result");
    CHECK_EQ(given.told()[0].id, "cancel:c-1:email");
    CHECK_EQ(given.field("total"), "2");
    CHECK_EQ(given.field("not_done"), "order 1100: unknown, or ended already");
}

TEST_CASE("squareoff/result_notices: whatever bytes the exchange uses, the notice can be written") {
    Given given;
    given.state.command.action = CommandAction::Cancel;
    given.add(RowState::Refused, "no \xFF\n");
    given.state.rows[0].action = CommandAction::Cancel;
    given.state.rows[0].exchange_order_id = "11\x80\xC3";
    CHECK_EQ(given.field("not_done"), "order 11??: no ??");
    for (const notices::Notice& notice : given.told()) CHECK_EQ(notices::problem_of(notice), "");
}

TEST_CASE(
    "squareoff/result_notices: a person's command is urgent, one of a hundred thousand is not") {
    Given given;
    CHECK(given.told()[0].urgent);
    given.state.command.origin = events::CommandOrigin::System;
    CHECK_FALSE(given.told()[0].urgent);
}

}  // namespace squareoff
