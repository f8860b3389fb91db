#include "consumers/reconciler/suspicions.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "consumers/reconciler/row_hash.h"

using reconciler::DayBooks;
using reconciler::Difference;
using reconciler::Kind;
using reconciler::LiveRows;
using reconciler::Moment;
using reconciler::Suspicions;
using reconciler::Table;

namespace {

Moment moment_with(const char* account, int64_t rows, uint64_t sum) {
    Moment moment;
    moment.digests[account][0] = {rows, sum};
    return moment;
}

}  // namespace

TEST_CASE("reconciler/suspicions: what differs once is looked at again before it counts") {
    Suspicions suspicions;
    const DayBooks empty;
    suspicions.compare(moment_with("A1", 1, 5), empty, 10);
    CHECK(suspicions.unconfirmed());
    CHECK(suspicions.undecided() == std::set<std::string>{"A1"});
    CHECK(suspicions.confirmed_count() == 0);
    CHECK(suspicions.accounts() == std::set<std::string>{"A1"});
    Moment again = moment_with("A1", 1, 5);
    again.rows["A1"][0].push_back({"A1|20260803|1|2|53001|3", 5});
    suspicions.compare(again, empty, 20);
    CHECK_FALSE(suspicions.unconfirmed());
    CHECK(suspicions.undecided().empty());
    REQUIRE(suspicions.confirmed(10).size() == 1);
    const Difference row = suspicions.confirmed(10)[0];
    CHECK(row.kind == Kind::Extra);
    CHECK(row.table == Table::Positions);
    CHECK(row.key == "A1|20260803|1|2|53001|3");
    CHECK(row.since_us == 10);
    CHECK(suspicions.confirmed_count() == 1);
    suspicions.compare(moment_with("A1", 0, 0), empty, 30);
    CHECK(suspicions.confirmed_count() == 0);
    CHECK(suspicions.accounts().empty());
}

TEST_CASE("reconciler/suspicions: a day that does not begin with what was left is a difference") {
    Suspicions suspicions;
    const DayBooks empty;
    Moment moment = moment_with("A1", 0, 0);
    moment.openings["A1"] = {"A1|20260804|1|2|53001|3"};
    suspicions.compare(moment, empty, 10);
    CHECK(suspicions.confirmed_count() == 0);
    moment.rows["A1"];
    suspicions.compare(moment, empty, 20);
    REQUIRE(suspicions.confirmed(10).size() == 1);
    CHECK(suspicions.confirmed(10)[0].kind == Kind::Altered);
    CHECK(suspicions.confirmed(10)[0].key == "A1|20260804|1|2|53001|3");
    // Also where its trades differ: one row is told once.
    moment.digests["A1"][0] = {1, 5};
    moment.rows["A1"][0].push_back({"A1|20260804|1|2|53001|3", 5});
    suspicions.compare(moment, empty, 30);
    CHECK(suspicions.confirmed(10).size() == 1);
    suspicions.compare(moment_with("A1", 0, 0), empty, 40);
    CHECK(suspicions.confirmed_count() == 0);
}

TEST_CASE("reconciler/suspicions: an account that is not in the round stays as it was") {
    Suspicions suspicions;
    const DayBooks empty;
    suspicions.compare(moment_with("A1", 1, 5), empty, 10);
    suspicions.compare(moment_with("A2", 0, 0), empty, 20);
    CHECK(suspicions.accounts() == std::set<std::string>{"A1"});
    // Differs, but its rows were not read: it counts by tables.
    suspicions.compare(moment_with("A1", 1, 5), empty, 30);
    CHECK(suspicions.confirmed_count() == 1);
    CHECK(suspicions.confirmed(10).empty());
}

TEST_CASE("reconciler/suspicions: what another has told stands until its account is looked at") {
    const Difference row{"A1", Table::Positions, Kind::Altered, 7, "", 1};
    Moment moment = moment_with("A1", 1, 5);
    moment.target.day = 20260803;
    const std::set<std::string> none;
    const std::set<std::string> a1{"A1"};
    const auto corrected = [&](const std::vector<Difference>& found,
                               const std::set<std::string>& undecided = {}) {
        return correction_of(moment, found, undecided).accounts;
    };
    CHECK(corrected({}) == none);
    CHECK(corrected({row}) == a1);
    CHECK(correction_of(moment, {row}, none).rows.size() == 1);
    moment.told["A1"] = {reconciler::line_of(20260803, row)};
    CHECK(corrected({row}) == none);
    CHECK(corrected({}) == a1);
    CHECK(corrected({}, a1) == none);  // it may be so
    moment.told["A1"] = {reconciler::line_of(20260802, row)};
    CHECK(corrected({row}) == a1);
    moment.told = {{"A2", {reconciler::line_of(20260803, row)}}};
    CHECK(corrected({}) == none);
    CHECK(listed_after(moment, correction_of(moment, {row}, none)) ==
          std::set<std::string>{"A1", "A2"});
    CHECK(listed_after(moment, correction_of(moment, {row}, a1)) == std::set<std::string>{"A2"});
    moment.told_elsewhere = {"A3"};
    CHECK(corrected({}) == std::set<std::string>{"A3"});
}

// After a start more may differ than are read row by row in one round.
TEST_CASE("reconciler/suspicions: an account whose rows are not known yet stays as it is told") {
    Suspicions suspicions;
    const DayBooks empty;
    const Moment moment = moment_with("A1", 2, 5);
    suspicions.compare(moment, empty, 10);
    suspicions.compare(moment, empty, 20);
    CHECK(suspicions.confirmed_names() == std::set<std::string>{"A1"});
    CHECK(suspicions.undecided() == std::set<std::string>{"A1"});
    CHECK_FALSE(suspicions.unconfirmed());
}

TEST_CASE("reconciler/suspicions: of many accounts each is looked at row by row in its turn") {
    Suspicions suspicions;
    const DayBooks empty;
    const auto look = [&](const std::vector<std::string>& detailed) {
        Moment moment;
        for (const char* account : {"A1", "A2", "A3"}) moment.digests[account][0] = {2, 5};
        for (const std::string& account : detailed) {
            for (const char* token : {"|1", "|2"}) {
                moment.rows[account][0].push_back({account + token, 5});
            }
        }
        suspicions.compare(moment, empty, 10);
    };
    look({});
    look(suspicions.to_be_detailed(2));
    CHECK(suspicions.confirmed_names().size() == 3);
    CHECK(suspicions.confirmed(10).size() == 4);
    CHECK(suspicions.to_be_detailed(1) == std::vector<std::string>{"A3"});
    look(suspicions.to_be_detailed(1));
    // The others' rows stand as they were seen. Where there is no room for all of an account, one
    // stands for all.
    const auto rows = suspicions.confirmed(4);
    REQUIRE(rows.size() == 4);
    CHECK(rows[1].key == "A1|2");
    CHECK(rows[2].account == "A2");
    CHECK(rows[2].key.empty());
    CHECK(rows[2].table == Table::Positions);
    CHECK(rows[3].account == "A3");
    CHECK(suspicions.confirmed(2).size() == 2);
    CHECK(suspicions.to_be_detailed(1) == std::vector<std::string>{"A1"});
}

TEST_CASE("reconciler/suspicions: rows of one side only, and altered ones") {
    books::PositionChange change{"A1", 20260803, {}, {}, 7, {}, {75, 100, 0, 0}};
    books::Posting posting;
    posting.positions = {change};
    change.token = 8;
    posting.positions.push_back(change);
    DayBooks books;
    books.apply(posting);
    LiveRows live;
    live[0] = {{"A1|20260803|1|1|7|1", 0}, {"A1|20260803|1|1|9|1", 1}};
    const auto rows = differing_rows("A1", live, {}, books);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].kind == Kind::Altered);
    CHECK(rows[1].kind == Kind::Extra);
    CHECK(rows[2].kind == Kind::Missing);
    CHECK(rows[2].key_hash == reconciler::key_hash("A1|20260803|1|1|8|1"));
}

TEST_CASE("reconciler/suspicions: of more rows than are compared one by one the table is named") {
    Suspicions suspicions;
    const DayBooks empty;
    const auto many = static_cast<int64_t>(reconciler::kDetailedRowsMax) + 1;
    Moment moment = moment_with("A1", many, 5);
    for (int64_t i = 0; i < many; ++i) {
        moment.rows["A1"][0].push_back({"A1|" + std::to_string(i), 5});
    }
    suspicions.compare(moment, empty, 10);
    suspicions.compare(moment, empty, 20);
    REQUIRE(suspicions.confirmed(10).size() == 1);
    CHECK(suspicions.confirmed(10)[0].key.empty());
    CHECK(suspicions.confirmed(10)[0].kind == Kind::Altered);
}

TEST_CASE(
    "reconciler/suspicions: however much differs, accounts and rows that are kept have a limit") {
    Suspicions suspicions;
    const DayBooks empty;
    Moment moment;
    for (size_t i = 0; i < reconciler::kSuspectsMax + 500; ++i) {
        const std::string account = "A" + std::to_string(i);
        moment.digests[account][0] = {300, 5};
        if (i % 100 != 0) continue;
        for (int row = 0; row < 300; ++row) {
            moment.rows[account][0].push_back({account + "|" + std::to_string(row), 5});
        }
    }
    suspicions.compare(moment, empty, 10);
    CHECK(suspicions.size() == reconciler::kSuspectsMax);
    suspicions.compare(moment, empty, 20);
    CHECK(suspicions.size() == reconciler::kSuspectsMax);
    CHECK(suspicions.confirmed(100'000).size() <= 2'200);
    const auto some = suspicions.confirmed(200);
    CHECK(some.size() > 100);
    CHECK(std::ranges::all_of(some, [](const Difference& one) { return one.key.empty(); }));
    for (auto& [account, digests] : moment.digests) digests = {};
    suspicions.compare(moment, empty, 30);
    CHECK(suspicions.size() == 0);
    CHECK(suspicions.confirmed(10).empty());
}

TEST_CASE(
    "reconciler/suspicions: another share forgets what has differed once, and asks for its own") {
    Suspicions suspicions;
    const DayBooks empty;
    suspicions.compare(moment_with("A1", 1, 5), empty, 10);
    suspicions.compare(moment_with("A1", 1, 5), empty, 20);
    suspicions.compare(moment_with("A2", 1, 5), empty, 30);
    suspicions.forget_unconfirmed();
    CHECK(suspicions.accounts() == std::set<std::string>{"A1"});
    const bool in_first = reconciler::Share{0, 2}.has("A1");
    CHECK(suspicions.accounts({0, 2}).size() == (in_first ? 1 : 0));
    CHECK(suspicions.to_be_detailed(5, {1, 2}).size() == (in_first ? 0 : 1));
}
