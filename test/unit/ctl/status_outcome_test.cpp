#include <doctest/doctest.h>

#include "producers/ctl/exits/command_status.h"

namespace {

bool failed(const std::string& state, const std::vector<std::string>& rows, int64_t ended_us = 1) {
    ctl::CommandStatus status;
    status.state = state;
    status.ended_us = ended_us;
    for (const std::string& row : rows) status.rows.emplace_back().state = row;
    return ctl::has_failed(status);
}

}  // namespace

TEST_CASE("ctl/status: a command that did some of its work has not failed") {
    CHECK_FALSE(failed("done", {"done"}));
    CHECK_FALSE(failed("done", {"refused", "partial"}));
    CHECK_FALSE(failed("done", {}));
    CHECK_FALSE(failed("done", {"excluded"}));
    CHECK_FALSE(failed("exiting", {"refused", "working"}, 0));
}

TEST_CASE("ctl/status: a command that did none of its work has failed") {
    CHECK(failed("refused", {}));
    CHECK(failed("done", {"refused"}));
    CHECK(failed("done", {"expired", "excluded"}));
}
