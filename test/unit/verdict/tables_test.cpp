#include "common/verdict/tables.h"

#include <doctest/doctest.h>

using verdict::Inputs;

TEST_CASE("verdict/tables: an account that differs and has parked events is one account") {
    Inputs inputs;
    verdict::read_accounts({{"A1", "3", "2", "0", "1"}}, inputs);
    verdict::read_accounts({{"A1", "3", "0", "1", "1"}, {"A2", "0", "0", "5", "5"}}, inputs);
    CHECK(inputs.accounts == std::vector<verdict::Account>{{"A1", 3, 2, 1, 2}, {"A2", 0, 0, 5, 5}});
    CHECK_FALSE(inputs.more_accounts);
}

TEST_CASE("verdict/tables: an event that a person has changed holds its account's exits") {
    Inputs inputs;
    verdict::read_accounts({{"A1", "3", "0", "1", "1"}}, inputs);
    verdict::read_edited_accounts({{"A1", "2"}, {"A2", "1"}}, inputs);
    CHECK(inputs.accounts ==
          std::vector<verdict::Account>{{"A1", 3, 0, 1, 3, 2}, {"A2", 0, 0, 0, 1, 1}});
    inputs.now_us = 1;
    inputs.day = 20260803;
    const auto verdict = verdict::judge(inputs, {});
    std::vector<std::string> reasons;
    for (const auto& one : verdict.findings) {
        if (one.scope == verdict::Scope::Account) reasons.push_back(verdict::sentence_of(one));
    }
    CHECK(reasons ==
          std::vector<std::string>{
              "account A1: 1 event is parked, 2 events are booked as a person has changed them",
              "account A2: 1 event is booked as a person has changed it"});
}

TEST_CASE("verdict/tables: more accounts than are kept are told") {
    std::vector<db::Row> rows;
    for (int64_t n = 0; n <= verdict::kAccountsMax; ++n) {
        rows.push_back({"A" + std::to_string(n), "0", "1", "0", "1"});
    }
    Inputs inputs;
    verdict::read_accounts(rows, inputs);
    CHECK(inputs.accounts.size() == static_cast<size_t>(verdict::kAccountsMax));
    CHECK(inputs.more_accounts);
}

TEST_CASE("verdict/tables: a partition that is ahead of the archive is not behind") {
    Inputs inputs;
    verdict::read_partitions({{"1", "3", "-5", "7", "25", "2", "1", "1", "5", "0"}}, inputs);
    CHECK(inputs.partitions[0] == verdict::Partition{1, 3, 0, 7, 25, 2, 1, true, 5, false});
}

TEST_CASE("verdict/tables: a pause says who, why and since when, and whether it is over") {
    Inputs inputs;
    verdict::read_pauses({{"1", "asha", "a look", "17", "0"}, {"3", "ravi", "swap", "18", "19"}},
                         inputs);
    CHECK(inputs.pauses ==
          std::vector<verdict::Pause>{{1, "asha", "a look", 17, 0}, {3, "ravi", "swap", 18, 19}});
    CHECK(verdict::is_paused(inputs, 1));
    CHECK_FALSE(verdict::is_paused(inputs, 3));
    CHECK_FALSE(verdict::is_paused(inputs, 0));
}

TEST_CASE("verdict/tables: whether totals are compared, where somebody has said") {
    Inputs inputs;
    verdict::read_totals({}, inputs);
    CHECK_FALSE(inputs.totals.has_value());
    verdict::read_totals({{"1", "status 404", "17", "18"}}, inputs);
    CHECK(inputs.totals == verdict::Totals{true, "status 404", 17, 18});
}
