#include <doctest/doctest.h>

#include "producers/ctl/exits/command_status.h"

namespace {

bool did_all(const std::string& state, const std::vector<std::string>& rows, int64_t ended_us = 1) {
    ctl::CommandStatus status;
    status.state = state;
    status.ended_us = ended_us;
    for (const std::string& row : rows) status.rows.emplace_back().state = row;
    return ctl::did_all(status);
}

}  // namespace

TEST_CASE("ctl/status: a command has done all where each of its rows has, or there was nothing") {
    CHECK(did_all("done", {"done"}));
    CHECK(did_all("done", {"done", "done"}));
    CHECK(did_all("done", {}));
}

TEST_CASE("ctl/status: a command that left anything, or goes on, has not done all") {
    CHECK_FALSE(did_all("refused", {}));
    for (const char* row :
         {"waiting", "working", "partial", "refused", "excluded", "cancelled", "expired"}) {
        CAPTURE(row);
        CHECK_FALSE(did_all("done", {"done", row}));
    }
    CHECK_FALSE(did_all("exiting", {"done"}, 0));
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
