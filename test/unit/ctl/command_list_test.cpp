#include "producers/ctl/exits/command_list.h"

#include <doctest/doctest.h>

#include "test/unit/ctl/overview_value.h"

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
        ctl::commands_table({listed(2, 1, 1, 0)}, {}, "none") ==
        R"(ID                         ACCOUNT  WHAT  OUTCOME        ROWS DONE  ACCEPTED                 ENDED    BY             REASON
ctl-1785728700123456-4711  AB1234   exit  open, exiting     1 of 2  2026-08-03 09:15:00 IST  goes on  ravi (dealer)
)");
    CHECK(ctl::commands_table({}, {}, "no commands of A1") == "no commands of A1\n");
    CHECK(ctl::commands_json({}, {}) == R"({"commands":[],"unread":[],"unread_unknown":""})");
    CHECK(ctl::commands_json({listed(2, 0, 0)}, {}).find(R"("outcome":"nothing")") !=
          std::string::npos);
}

TEST_CASE("ctl/command_list: a command that nobody has taken up is told by its queue") {
    const ctl::UnreadCommands unread{
        ctl::unread_of(std::vector<amqp::QueueLook>{{"squareoff.00", 0, 0},
                                                    {"squareoff.01", 2, 0},
                                                    {"squareoff.02", 1, 1},
                                                    {"ledger.01", 7, 0}}),
        {}};
    CHECK(ctl::commands_table({}, unread, "no commands") ==
          "no commands\n2 messages wait in squareoff.01 and nobody reads it: start the "
          "square-off\n");
    CHECK(
        ctl::commands_json({}, unread) ==
        R"({"commands":[],"unread":[{"queue":"squareoff.01","messages":2}],"unread_unknown":""})");
    CHECK(ctl::commands_table({}, {{}, "no answer"}, "no commands") ==
          "no commands\nwhat waits in the queues of commands is not known: no answer\n");
}

TEST_CASE("ctl/command_list: in an overview a queue that has not been counted is not unread") {
    overview::Overview site = healthy_site();
    overview::Queue& queue = site.queues.value->back();
    REQUIRE(queue.name == "squareoff.00");
    queue.ready = 1;
    CHECK(ctl::unread_of(site).empty());
    queue.consumers = std::nullopt;
    CHECK(ctl::unread_of(site).empty());
    queue.consumers = 0;
    CHECK(ctl::unread_text(ctl::unread_of(site)) ==
          "1 message waits in squareoff.00 and nobody reads it: start the square-off");
}
