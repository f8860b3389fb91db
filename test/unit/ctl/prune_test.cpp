#include <doctest/doctest.h>

#include <algorithm>

#include "producers/ctl/prune/prune_plan.h"

namespace ctl {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;
constexpr int64_t kNowUs = 1'785'729'600'000'000;  // 2026-08-03 09:30 in India

PrunePlan plan_of(const PruneFacts& facts, int64_t keep_days = 30) {
    auto plan = plan_prune(facts, keep_days);
    REQUIRE(plan.ok());
    return std::move(plan).value();
}

std::vector<std::string> wheres(const PrunePlan& plan, std::string_view table) {
    std::vector<std::string> all;
    for (const PrunePiece& piece : plan.pieces) {
        if (kPrunedTables[piece.table] == table) all.push_back(piece.where);
    }
    return all;
}

PruneFacts facts() {
    PruneFacts made;
    made.now_us = kNowUs;
    made.open_day = 20260803;
    return made;
}

}  // namespace

TEST_CASE("ctl/prune: what the stream may still bring again is never meant") {
    CHECK_FALSE(problem_of_keep_days(-1).empty());
    CHECK_FALSE(problem_of_keep_days(10).empty());
    CHECK(problem_of_keep_days(11).empty());
    CHECK(problem_of_keep_days(36'500).empty());
    CHECK_FALSE(problem_of_keep_days(36'501).empty());
    CHECK_EQ(
        problem_of_keep_days(7),
        "keep-days: must be 11 to 36500, not 7: events of 10 days may still come again from the "
        "stream");
}

TEST_CASE("ctl/prune: days are counted from the open one") {
    PruneFacts known = facts();
    CHECK_EQ(plan_of(known).before_day, 20260704);
    CHECK_EQ(plan_of(known).before_us, kNowUs - 30 * kDayUs);
    known.open_day = 20260301;  // open since long: this day is still compared
    CHECK_EQ(plan_of(known, 11).before_day, 20260218);
    known.open_day = 20270101;  // a day that is still to come keeps nothing less
    CHECK_EQ(plan_of(known).before_day, 20260704);
    known.open_day = 0;
    CHECK_EQ(plan_of(known).before_day, 20260704);
    known.open_day = 20260230;
    CHECK_FALSE(plan_prune(known, 30).ok());
}

TEST_CASE("ctl/prune: only notices with a fate go, along their index") {
    const auto notices = wheres(plan_of(facts()), "notices");
    REQUIRE_EQ(notices.size(), 4);
    CHECK_EQ(notices[0],
             "state='sent' AND urgent=0 AND created_us<1783137600000000 AND "
             "changed_us<1783137600000000 ORDER BY created_us");
    CHECK(notices[3].starts_with("state='dead' AND urgent=1 AND "));
}

TEST_CASE(
    "ctl/prune: the inbox keeps every day that may be redriven, and every redrive under way") {
    PruneFacts known = facts();
    known.inbox = {{"it's", 20260703},
                   {"a", 20260704},
                   {"a", 20260601},
                   {"redrive-0123456789abcdef-1", 20260703},
                   {"redrive-0123456789abcde0-1", 20260703}};
    known.parked = {20260601, 20260803, 0};
    known.sent = {"redrive-0123456789abcdef-"};
    const PrunePlan plan = plan_of(known);
    const std::string rest =
        " AND day=20260703 AND applied_us<1783137600000000 AND NOT EXISTS (SELECT 1 FROM pauses) "
        "AND NOT EXISTS (" +
        std::string{kOpenGaps} + ")";
    CHECK_EQ(wheres(plan, "inbox"),
             std::vector<std::string>{"source='it\\'s'" + rest,
                                      "source='redrive-0123456789abcde0-1'" + rest});
    CHECK_EQ(plan.kept, std::set<uint32_t>{20260601});
}

TEST_CASE("ctl/prune: behind a pause or a gap a queue may bring anything: the inbox stays") {
    PruneFacts known = facts();
    known.inbox = {{"a", 20200101}};
    known.held = true;
    const PrunePlan plan = plan_of(known);
    CHECK(plan.inbox_kept);
    CHECK(wheres(plan, "inbox").empty());
    CHECK_EQ(wheres(plan, "notices").size(), 4);
}

TEST_CASE("ctl/prune: settled events go in parts that together are all of them") {
    PruneFacts known = facts();
    known.parked = {20260601, 20260602};
    const auto settled = wheres(plan_of(known), "parked_settled");
    REQUIRE_EQ(settled.size(), 256);
    CHECK_EQ(settled[0],
             "digest>=UNHEX('00') AND digest<UNHEX('01') AND settled_us<1783137600000000 AND "
             "day<20260704 AND day NOT IN (20260601,20260602) ORDER BY digest,settled_us");
    CHECK(settled[1].starts_with("digest>=UNHEX('01') AND digest<UNHEX('02') AND "));
    CHECK(settled[255].starts_with("digest>=UNHEX('FF') AND settled_us<"));
}

TEST_CASE("ctl/prune: names of orders without a number go by day, not behind a pause or a gap") {
    PruneFacts known = facts();
    known.parked = {20260601};
    const auto names = wheres(plan_of(known), "orders_without_number");
    REQUIRE_EQ(names.size(), 1);
    CHECK_EQ(names[0],
             "day<20260704 AND day NOT IN (20260601) AND NOT EXISTS (SELECT 1 FROM pauses) AND NOT "
             "EXISTS (" +
                 std::string{kOpenGaps} + ") ORDER BY day");
    known.held = true;
    CHECK(wheres(plan_of(known), "orders_without_number").empty());
}

TEST_CASE(
    "ctl/prune: evidence stays its years, however few days are kept, and what is open stays") {
    PruneFacts known = facts();
    const auto before = [&](int64_t days) { return std::to_string(kNowUs - days * kDayUs); };
    CHECK_EQ(wheres(plan_of(known, 11), "audit"),
             std::vector<std::string>{"at_us<" + before(8 * 366) + " ORDER BY at_us"});
    known.evidence_years = 2;
    CHECK_EQ(wheres(plan_of(known, 11), "audit")[0],
             "at_us<" + before(2 * 366) + " ORDER BY at_us");
    CHECK_EQ(wheres(plan_of(known, 1000), "audit")[0], "at_us<" + before(1000) + " ORDER BY at_us");
    CHECK(wheres(plan_of(known), "broken_glass")[0].starts_with("countersigned_us>0 AND "));
    CHECK_NE(wheres(plan_of(known), "approvals")[0].find("NOT EXISTS"), std::string::npos);
}

TEST_CASE("ctl/prune: no statement names books, or what is open") {
    PruneFacts known = facts();
    known.inbox = {{"a", 20200101}};
    for (const PrunePiece& piece : plan_of(known).pieces) {
        CHECK_LT(piece.table, kPrunedTables.size());
        CHECK_GT(piece.rows, 0);
        CHECK_LE(piece.rows, 1'000);
        CHECK_EQ(piece.where.find(';'), std::string::npos);
    }
}

}  // namespace ctl
