#include "consumers/gateway/recorded.h"

#include <doctest/doctest.h>

namespace gateway {

using exits::State;
using Names = std::vector<std::string>;

TEST_CASE("gateway/recorded: what was told behind an end is looked at, and only that") {
    for (const State state : {State::Done, State::Rejected, State::Cancelled}) {
        const Recorded recorded = recorded_of({{"ACC1", "BXA", "", state}}, {}, {"BXA"});
        CHECK(recorded.accounts == Names{"ACC1"});
        CHECK(recorded.uncounted == Names{"ACC1"});
        CHECK(recorded.in_doubt.empty());
    }
    const Recorded out = recorded_of({{"ACC1", "BXA", "", State::Sent}}, {}, {"BXA"});
    CHECK(out.accounts.empty());
    CHECK(out.uncounted.empty());
}

TEST_CASE("gateway/recorded: each account whose row was touched, once") {
    const Recorded recorded = recorded_of({{"ACC1", "BXA", "", State::Rejected},
                                           {"ACC1", "BXB", "", State::Planned},
                                           {"ACC2", "BXC", "", State::Sent}},
                                          {"BXA", "BXB"}, {"BXC"});
    CHECK(recorded.accounts == Names{"ACC1"});
    CHECK(recorded.uncounted.empty());
}

TEST_CASE("gateway/recorded: a row in doubt is told with its reason") {
    const Recorded recorded =
        recorded_of({{"ACC1", "BXA", "a fill after an end", State::Doubt}}, {"BXA"}, {});
    REQUIRE(recorded.in_doubt.size() == 1);
    CHECK(recorded.in_doubt[0].account == "ACC1");
    CHECK(recorded.in_doubt[0].id == "BXA");
    CHECK(recorded.in_doubt[0].reason == "a fill after an end");
    CHECK(recorded.accounts == Names{"ACC1"});
}

}  // namespace gateway
