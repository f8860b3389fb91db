#include "consumers/squareoff/cutoff_outcome.h"

#include <doctest/doctest.h>

#include "consumers/squareoff/cutoff_statements.h"
#include "consumers/squareoff/who_is_told.h"

namespace squareoff {

using events::CommandAction;

namespace {

CommandRow exit_row_of(uint32_t token, int64_t asked, int64_t done, RowState state) {
    CommandRow row;
    row.action = CommandAction::Exit;
    row.key.instrument.token = token;
    row.side = events::Side::Sell;
    row.asked = row.wanted = asked;
    row.done = done;
    row.attempts = 1;
    row.state = state;
    row.reason = state == RowState::Done ? "" : "expires_us: the command has expired";
    return row;
}

CommandState attempt_of(const std::string& id, std::vector<CommandRow> rows) {
    CommandState state;
    state.command.id = id;
    state.command.action = CommandAction::Exit;
    state.phase = CommandPhase::Done;
    state.ended_us = 1;
    state.rows = std::move(rows);
    return state;
}

}  // namespace

TEST_CASE("squareoff/cutoff_outcome: what was asked first, what was done in all, how it ended") {
    const CommandState all =
        outcome_of({attempt_of("a:1", {exit_row_of(1, 100, 60, RowState::Partial),
                                       exit_row_of(2, 50, 0, RowState::Expired)}),
                    attempt_of("a:2", {exit_row_of(1, 40, 40, RowState::Done),
                                       exit_row_of(2, 50, 10, RowState::Partial)})});
    CHECK(all.command.id == "a:2");
    REQUIRE(all.rows.size() == 2);
    CHECK(all.rows[0].asked == 100);
    CHECK(all.rows[0].done == 100);
    CHECK(all.rows[0].state == RowState::Done);
    CHECK(all.rows[0].reason.empty());
    CHECK(all.rows[1].asked == 50);
    CHECK(all.rows[1].done == 10);
    CHECK(all.rows[1].attempts == 1);  // that have come to something
    CHECK(all.rows[1].state == RowState::Partial);
    CHECK(happened_of(all) == Happened::Orders);
}

TEST_CASE("squareoff/cutoff_outcome: one that a later attempt was refused for is told") {
    CommandState refused = attempt_of("a:2", {});
    refused.phase = CommandPhase::Refused;
    const CommandState all =
        outcome_of({attempt_of("a:1", {exit_row_of(1, 100, 60, RowState::Partial)}), refused});
    CHECK(all.phase == CommandPhase::Done);
    CHECK(happened_of(all) == Happened::Orders);
    CHECK(happened_of(outcome_of({refused})) == Happened::Refused);
}

TEST_CASE(
    "squareoff/cutoff_outcome: what an earlier attempt made is told, whatever came after it") {
    CommandRow refused = exit_row_of(1, 100, 0, RowState::Refused);
    refused.reason = "exchange: no";
    const auto expired = [](uint32_t attempts) {
        CommandRow row = exit_row_of(1, 100, 0, RowState::Expired);
        row.attempts = attempts;
        return row;
    };
    for (const uint32_t attempts : {0u, 1u}) {
        const CommandState all =
            outcome_of({attempt_of("a:1", {refused}), attempt_of("a:2", {expired(attempts)})});
        CHECK(happened_of(all) == Happened::Orders);
        CHECK(all.rows[0].state == RowState::Refused);
        CHECK(all.rows[0].reason == "exchange: no");
    }
    // The last word where it has made something, or where nothing was made before.
    CHECK(outcome_of({attempt_of("a:1", {refused}),
                      attempt_of("a:2", {exit_row_of(1, 100, 40, RowState::Partial)})})
              .rows[0]
              .state == RowState::Partial);
    CommandRow covered = refused;
    covered.attempts = 0;
    const CommandState none =
        outcome_of({attempt_of("a:1", {expired(1)}), attempt_of("a:2", {covered})});
    CHECK(none.rows[0].state == RowState::Refused);
    CHECK(happened_of(none) == Happened::NoOrder);
    // Done, and then more was held.
    const CommandState more =
        outcome_of({attempt_of("a:1", {exit_row_of(1, 100, 100, RowState::Done)}),
                    attempt_of("a:2", {exit_row_of(1, 50, 0, RowState::Expired)})});
    CHECK(more.rows[0].state == RowState::Partial);
    CHECK(more.rows[0].asked == 150);
    CHECK(happened_of(more) == Happened::Orders);
}

TEST_CASE("squareoff/cutoff_outcome: where orders alone were cancelled it is a cancel") {
    CommandRow cancel = exit_row_of(1, 0, 0, RowState::Done);
    cancel.action = CommandAction::Cancel;
    cancel.exchange_order_id = "O1";
    CHECK(outcome_of({attempt_of("a:1", {cancel})}).command.action == CommandAction::Cancel);
    const auto both = outcome_of(
        {attempt_of("a:1", {cancel}), attempt_of("a:2", {exit_row_of(1, 1, 1, RowState::Done)})});
    CHECK(both.command.action == CommandAction::Exit);
    CHECK(both.rows.size() == 2);
}

TEST_CASE("squareoff/cutoff_outcome: the number of an attempt") {
    CHECK(number_of_attempt("cutoff:20261120:1:NSE:CM:MIS:A1:12") == 12);
    // Of the version before there were several.
    CHECK(number_of_attempt("cutoff:20261120:1:NSE:CM:MIS:12345") == 0);
    for (const char* none : {"", "12", "a:1", "a:", "a:x", "a:1x", "a:-1", "a:99999999999"}) {
        CHECK(number_of_attempt(none) == 0);
    }
}

TEST_CASE("squareoff/cutoff_outcome: the id of an attempt fits, and differs by epoch and number") {
    const cutoffs::Market market{events::Exchange::Ncdex, events::Segment::Co,
                                 events::Product::Nrml};
    const std::string id =
        timed_command_id(market, 20261120, 123'456, "ABCDEFGHIJKLMNOP", cutoffs::kAttemptsMax);
    CHECK(id == "cutoff:20261120:123456:NCDEX:CO:NRML:ABCDEFGHIJKLMNOP:999");
    CHECK(id.size() <= events::kCommandIdMax);
    CHECK(id != timed_command_id(market, 20261120, 123'457, "ABCDEFGHIJKLMNOP", 999));
    CHECK(id != timed_command_id(market, 20261120, 123'456, "ABCDEFGHIJKLMNOP", 998));
}

TEST_CASE("squareoff/cutoff_outcome: only what the clock gives is told for all attempts") {
    events::Command command;
    command.id = "cutoff:20261120:1:NSE:CM:MIS:A1:1";
    command.who = kClock;
    command.origin = events::CommandOrigin::System;
    CHECK(is_timed(command));
    command.origin = events::CommandOrigin::Dealer;
    CHECK_FALSE(is_timed(command));
    command.origin = events::CommandOrigin::System;
    command.who = "risk desk";
    CHECK_FALSE(is_timed(command));
    command.who = kClock;
    command.id = "cutoff:20261120:1:NSE:CM:MIS:A1";
    CHECK_FALSE(is_timed(command));
    command.id = "c-1";
    CHECK_FALSE(is_timed(command));
}

}  // namespace squareoff
