#include "producers/ctl/exits/command_list.h"

#include <doctest/doctest.h>

using ctl::ListedCommand;
using ctl::Outcome;

namespace {

ListedCommand listed(int64_t rows, int64_t rows_done, int64_t rows_moved, int64_t ended_us = 1) {
    ListedCommand one;
    one.id = "ctl-1785728700123456-4711";
    one.account = "AB1234";
    one.action = "exit";
    one.origin = "dealer";
    one.who = "ravi";
    one.state = ended_us == 0 ? "exiting" : "done";
    one.accepted_us = 1'785'728'700'000'000;
    one.ended_us = ended_us;
    one.rows = rows;
    one.rows_done = rows_done;
    one.rows_moved = rows_moved;
    return one;
}

}  // namespace

TEST_CASE("ctl/command_list: where everything was excluded nothing is called done") {
    CHECK(ctl::outcome_of(listed(2, 0, 0)) == Outcome::Nothing);
    CHECK(ctl::outcome_of(listed(2, 1, 1)) == Outcome::Partly);
    CHECK(ctl::outcome_of(listed(1, 0, 1)) == Outcome::Partly);
    CHECK(ctl::outcome_of(listed(2, 2, 2)) == Outcome::Done);
    CHECK(ctl::outcome_of(listed(0, 0, 0)) == Outcome::Done);
    CHECK(ctl::outcome_of(listed(2, 0, 0, 0)) == Outcome::Open);
}

TEST_CASE("ctl/command_list: as a table and as an object") {
    CHECK(
        ctl::commands_table({listed(2, 1, 1, 0)}) ==
        R"(ID                         ACCOUNT  WHAT  OUTCOME        ROWS DONE  ACCEPTED                 ENDED    BY             REASON
ctl-1785728700123456-4711  AB1234   exit  open, exiting     1 of 2  2026-08-03 09:15:00 IST  goes on  ravi (dealer)
)");
    CHECK(ctl::commands_table({}) == "no commands\n");
    CHECK(ctl::commands_json({}) == R"({"commands":[]})");
    CHECK(ctl::commands_json({listed(2, 0, 0)}).find(R"("outcome":"nothing")") !=
          std::string::npos);
}
