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
