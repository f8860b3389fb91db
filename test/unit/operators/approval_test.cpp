#include "common/operators/approval.h"

#include <doctest/doctest.h>

#include "common/operators/glass_store.h"

using audit::Person;
using operators::Approval;
using operators::ApprovalState;
using operators::Decision;
using operators::Step;

namespace {

constexpr int64_t kNow = 1'785'728'700'000'000;
constexpr int64_t kMinute = 60'000'000;
const Person kRavi{"ravi", "ravi", "desk1", false};
const Person kAsha{"asha", "asha", "desk2", false};

Approval approval(ApprovalState state, int64_t age_us = kMinute) {
    Approval one;
    one.id = 17;
    one.act = {"gap accept", "{}", "never sent"};
    one.asked = kRavi;
    one.asked_us = kNow - age_us;
    one.state = state;
    if (state == ApprovalState::Waiting) return one;
    one.decided = kAsha;
    one.decided_us = kNow - age_us;
    return one;
}

std::string problem(const Approval& one, Decision decision, const Person& me, bool alone = false) {
    return operators::problem_of(one, decision, me, alone, kNow);
}

}  // namespace

TEST_CASE(
    "operators/approval: the first asks, he himself waits, another one's same command does it") {
    CHECK(operators::next_step(std::nullopt, kRavi) == Step::Ask);
    const Approval waiting = approval(ApprovalState::Waiting);
    CHECK(operators::next_step(waiting, kRavi) == Step::Wait);
    CHECK(operators::next_step(waiting, kAsha) == Step::Approve);
}

TEST_CASE("operators/approval: another spelling is not another person") {
    const Approval waiting = approval(ApprovalState::Waiting);
    for (const char* name : {"Ravi", "RAVI", " ravi ", "ravi  "}) {
        const Person elsewhere{name, "somebody", "desk2", true};
        CHECK(operators::next_step(waiting, elsewhere) == Step::Wait);
        CHECK(problem(waiting, Decision::Approve, elsewhere) ==
              "by: must be another person than ravi, who asked for it");
    }
}

TEST_CASE("operators/approval: what two have agreed to is done by whoever gives the command") {
    for (const ApprovalState state : {ApprovalState::Approved, ApprovalState::Begun}) {
        CHECK(operators::next_step(approval(state), kRavi) == Step::GoOn);
        CHECK(operators::next_step(approval(state), kAsha) == Step::GoOn);
    }
}

TEST_CASE("operators/approval: it counts for an hour from when it was asked, or approved") {
    for (const ApprovalState state :
         {ApprovalState::Waiting, ApprovalState::Approved, ApprovalState::Begun}) {
        CHECK(operators::is_open(approval(state, 59 * kMinute), kNow));
        CHECK_FALSE(operators::is_open(approval(state, 60 * kMinute), kNow));
    }
    Approval late = approval(ApprovalState::Approved);
    late.asked_us = kNow - 90 * kMinute;
    CHECK(operators::is_open(late, kNow));
    const Approval old = approval(ApprovalState::Waiting, 60 * kMinute);
    CHECK(problem(old, Decision::Approve, kAsha) == "state: it is older than an hour; ask again");
}

TEST_CASE("operators/approval: what has ended is never open, and takes no decision") {
    for (const ApprovalState state :
         {ApprovalState::Done, ApprovalState::Refused, ApprovalState::Withdrawn}) {
        CHECK_FALSE(operators::is_open(approval(state), kNow));
        for (const Decision decision : {Decision::Approve, Decision::Refuse, Decision::Withdraw}) {
            CHECK(problem(approval(state), decision, kAsha).starts_with("state: it is "));
        }
    }
}

TEST_CASE("operators/approval: another refuses, only who asked withdraws") {
    const Approval waiting = approval(ApprovalState::Waiting);
    CHECK(problem(waiting, Decision::Refuse, kAsha).empty());
    CHECK(problem(waiting, Decision::Refuse, kRavi).starts_with("by: "));
    CHECK(problem(waiting, Decision::Withdraw, {"RAVI", "other", "desk9", false}).empty());
    CHECK(problem(waiting, Decision::Withdraw, kAsha) ==
          "by: only ravi, who asked for it, may withdraw it");
    CHECK(problem(approval(ApprovalState::Approved), Decision::Withdraw, kRavi) ==
          "state: it is approved already");
}

TEST_CASE(
    "operators/approval: where one is enough, he decides what he asked for, within the hour") {
    CHECK(problem(approval(ApprovalState::Waiting), Decision::Approve, kRavi, true).empty());
    CHECK(problem(approval(ApprovalState::Waiting), Decision::Refuse, kRavi, true).empty());
    CHECK_FALSE(problem(approval(ApprovalState::Waiting), Decision::Withdraw, kAsha, true).empty());
    CHECK_FALSE(problem(approval(ApprovalState::Refused), Decision::Approve, kRavi, true).empty());
    CHECK_FALSE(
        problem(approval(ApprovalState::Waiting, 61 * kMinute), Decision::Approve, kRavi, true)
            .empty());
}

TEST_CASE("operators/approval: the glass is broken with a token and a reason") {
    const Person shown{"ravi", "ops", "desk1", true};
    CHECK(operators::problem_of_glass(shown, "nobody answers").empty());
    CHECK(operators::problem_of_glass(shown, "").starts_with("reason: "));
    CHECK(operators::problem_of_glass(kRavi, "nobody answers").starts_with("break-glass: "));
}

TEST_CASE("operators/approval: two that are about one thing contradict each other") {
    const operators::Act edit{"parked redrive edited", R"({"q":75})", "",
                              "books 20260803/parked A"};
    const operators::Act another{"parked redrive edited", R"({"q":150})", "",
                                 "books 20260803/parked A"};
    const operators::Act other_message{"parked redrive edited", R"({"q":150})", "",
                                       "books 20260803/parked AB"};
    const operators::Act swap{"replay swap", R"({"day":20260803})", "", "books 20260803"};
    const operators::Act other_day{"replay swap", R"({"day":2026080})", "", "books 2026080"};
    CHECK(operators::contradict(edit, another));
    CHECK(operators::contradict(edit, swap));
    CHECK(operators::contradict(swap, edit));
    CHECK_FALSE(operators::contradict(edit, edit));
    CHECK_FALSE(operators::contradict(edit, other_message));
    CHECK_FALSE(operators::contradict(edit, other_day));
    const operators::Act of_nothing{"site activate degraded", "{}", ""};
    CHECK_FALSE(
        operators::contradict(of_nothing, operators::Act{"site activate degraded", "[]", ""}));
}

TEST_CASE(
    "operators/glass: who is told of it, who has no address, and whether anybody learns of it") {
    operators::Operator ravi;
    ravi.name = "Ravi";
    ravi.email = "ravi@broker.example";
    ravi.mobile = "9876543289";
    operators::Operator asha;
    asha.name = "Asha";
    operators::Operator gone;
    gone.name = "Gone";
    gone.email = "gone@broker.example";
    gone.revoked_us = 5;
    const std::vector<operators::Operator> all{asha, gone, ravi};
    CHECK(operators::told_text(all, "RAVI") ==
          "told of it: Ravi (you) at r***@b***.example and ********89\n"
          "has no address and learns nothing: Asha\n"
          "no other operator can be reached: tell one yourself");
    CHECK(operators::told_text(all, "asha") ==
          "told of it: Ravi at r***@b***.example and ********89\n"
          "has no address and learns nothing: Asha (you)");
    CHECK(operators::reachable_others(all, "ravi") == 0);
    CHECK(operators::reachable_others(all, "") == 1);
}
