#include <doctest/doctest.h>

#include "producers/ctl/exits/command_status.h"

namespace {

using ctl::Outcome;

Outcome outcome(const std::string& state, const std::vector<std::string>& rows,
                int64_t ended_us = 1, int64_t done = 0) {
    ctl::CommandStatus status;
    status.state = state;
    status.ended_us = ended_us;
    for (const std::string& row : rows) status.rows.emplace_back().state = row;
    if (!status.rows.empty()) status.rows[0].done = done;
    return ctl::outcome_of(status);
}

}  // namespace

TEST_CASE("ctl/status: a command is done where each of its rows is, or there was nothing to do") {
    CHECK(outcome("done", {"done"}) == Outcome::Done);
    CHECK(outcome("done", {"done", "done"}) == Outcome::Done);
    CHECK(outcome("done", {}) == Outcome::Done);
}

TEST_CASE("ctl/status: a command that has left anything, or goes on, is not done") {
    for (const char* row :
         {"waiting", "working", "partial", "refused", "excluded", "cancelled", "expired"}) {
        CAPTURE(row);
        CHECK(outcome("done", {"done", row}) == Outcome::Partly);
        CHECK(outcome("done", {row, row}) == Outcome::Nothing);
    }
    CHECK(outcome("done", {"partial"}, 1, 65) == Outcome::Partly);
    CHECK(outcome("refused", {}) == Outcome::Refused);
    CHECK(outcome("exiting", {"done"}, 0) == Outcome::Open);
}

TEST_CASE("ctl/status: where every position was excluded the summary does not say done") {
    ctl::CommandStatus status;
    status.id = "X";
    status.action = "exit";
    status.account = "AB1";
    status.state = "done";
    status.ended_us = 1;
    status.rows.emplace_back().state = "excluded";
    CHECK(ctl::table_of(status, false).starts_with("command X: exit of AB1, nothing was done\n"));
    CHECK(ctl::json_of(status).find(R"("outcome":"nothing")") != std::string::npos);
    status.rows.emplace_back().state = "done";
    CHECK(ctl::table_of(status, false).find("AB1, done in part, 1 of 2 rows\n") !=
          std::string::npos);
}

TEST_CASE(
    "ctl/status: what is left is what was asked and not done, unless the position is closed") {
    ctl::CommandStatus::Row row;
    row.asked = 87;
    row.done = 65;
    row.state = "partial";
    CHECK_EQ(row.left(), 22);
    row.state = "done";  // somebody else has closed it
    CHECK_EQ(row.left(), 0);
}

TEST_CASE("ctl/status: an exit that waits for cancels names the order, and since when") {
    ctl::CommandStatus status;
    status.state = "cancelling";
    const auto add = [&](int64_t number, const char* action, const char* market,
                         const char* state) {
        auto& row = status.rows.emplace_back();
        row.number = number;
        row.action = action;
        row.market = market;
        row.state = state;
        row.exchange_order_id = "1100000000000" + std::to_string(number);
    };
    add(1, "cancel", "NSE FO", "done");
    add(2, "cancel", "NSE FO", "working");
    add(3, "cancel", "NSE CM", "waiting");
    add(4, "exit", "NSE FO", "waiting");
    add(5, "exit", "BSE CM", "waiting");
    status.rows[3].reason = "its pending orders are cancelled first";
    CHECK(ctl::cancels_before(status, status.rows[3]) ==
          "the cancel of order 11000000000002 is under way, not sent yet, and 1 more");
    for (const int64_t planned_us : {1'785'728'700'000'000, 1'785'728'705'000'000}) {
        auto& order = status.orders.emplace_back();
        order.row = 2;
        order.planned_us = planned_us;
    }
    CHECK(ctl::cancels_before(status, status.rows[3]) ==
          "the cancel of order 11000000000002 is under way since 2026-08-03 09:15:00 IST, and 1 "
          "more");
    CHECK(ctl::cancels_before(status, status.rows[4]).empty());
    CHECK(ctl::cancels_before(status, status.rows[1]).empty());
    CHECK(ctl::table_of(status, false)
              .find("waiting: its pending orders are cancelled first "
                    "(the cancel of order 11000000000002 is under way since") != std::string::npos);
    CHECK(ctl::json_of(status).find(
              R"("waits_for":"the cancel of order 11000000000002 is under way since)") !=
          std::string::npos);
}
