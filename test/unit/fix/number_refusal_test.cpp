#include "common/fix/number_refusal.h"

#include <doctest/doctest.h>

#include "common/fix/number_day.h"

namespace {

fix::Renumbering follow(const std::string& why, const fix::LogonNumbers& numbers = {}) {
    fix::NumberRefusal refusal;
    REQUIRE(fix::read_number_refusal(why, refusal));
    return fix::follow(refusal, numbers);
}

int64_t day_of(const std::string& type, const std::vector<fix::Tag>& fields) {
    fix::Message message;
    message.type = type;
    message.fields = fields;
    message.sending_time_us = 5 * int64_t{86'400'000'000};
    return fix::NumberDay::day_of(message, 19'800);
}

}  // namespace

TEST_CASE("fix/number_refusal: what says nothing of numbers is none") {
    fix::NumberRefusal refusal;
    for (const char* why : {"", "connection closed", "counterparty: not open yet",
                            "counterparty: the price is too high",
                            "MsgSeqNum too high, expecting 3 but received 9"}) {
        CAPTURE(why);
        CHECK_FALSE(fix::read_number_refusal(why, refusal));
    }
}

TEST_CASE("fix/number_refusal: the words of other engines are understood") {
    for (const char* why : {"counterparty: MsgSeqNum too high, expecting 7 but received 255",
                            "counterparty: Sequence number too high: expected 7, received 255",
                            "counterparty: SEQNUM TOO HIGH (expected=7)"}) {
        CAPTURE(why);
        CHECK(follow(why).ours == 7);
    }
    CHECK(follow("counterparty: MsgSeqNum too high").ours == 1);
    CHECK(follow("counterparty: MsgSeqNum too low").ours == 0);
    CHECK(follow("counterparty: MsgSeqNum too low, expecting 99999999999").ours == 0);
}

TEST_CASE("fix/number_refusal: numbers far below begin anew, one that is a little lower does not") {
    CHECK(follow("MsgSeqNum too low, expecting 1554 but received 1").anew);
    CHECK(follow("MsgSeqNum too low, expecting 2 but received 1").anew);
    CHECK(follow("MsgSeqNum too low, expecting 90000 but received 70000").anew);
    for (const auto& [received, expected] : {std::pair{1553, 1554}, {1400, 1554}, {2, 3}}) {
        const auto next = follow("MsgSeqNum too low, expecting " + std::to_string(expected) +
                                 " but received " + std::to_string(received));
        CHECK_FALSE(next.anew);
        CHECK(next.theirs == received);
        CHECK(next.ours == 0);
        CHECK(next.lost);
    }
}

TEST_CASE("fix/number_refusal: who expects 1 of us begins anew where his own number says so too") {
    const std::string why = "counterparty: MsgSeqNum too high, expecting 1 but received 255";
    CHECK(follow(why, {.theirs_expected = 300, .theirs_said = 1, .ours_used = 250}).anew);
    const auto ours = follow(why, {.theirs_expected = 300, .theirs_said = 301, .ours_used = 250});
    CHECK_FALSE(ours.anew);
    CHECK(ours.ours == 1);
    CHECK(ours.lost);
    CHECK(follow(why, {.theirs_expected = 300, .theirs_said = 301, .day_has_begun = true}).anew);
    CHECK_FALSE(follow(why, {.theirs_said = 1, .ours_used = 1, .before_reset = 250}).anew);
}

TEST_CASE("fix/number_refusal: logons that were not counted are no loss") {
    const std::string why = "counterparty: MsgSeqNum too high, expecting 250 but received 262";
    CHECK_FALSE(follow(why, {.ours_used = 250}).lost);
    CHECK(follow(why, {.ours_used = 251}).lost);
}

TEST_CASE("fix/number_refusal: a reset that the counterparty does not know of is taken back") {
    const std::string why = "counterparty: MsgSeqNum too low, expecting 1208 but received 1";
    const auto back = follow(why, {.theirs_said = 701, .ours_next = 3, .before_reset = 1206});
    CHECK(back.ours == 1208);
    CHECK(back.theirs == 701);
    CHECK(back.lost);
    const auto own =
        follow(why, {.theirs_said = 701, .ours_next = 3});  // it is we who have lost ours
    CHECK(own.ours == 1208);
    CHECK(own.theirs == 0);
    CHECK_FALSE(own.lost);
}

TEST_CASE(
    "fix/number_refusal: one that has counted our refused logon has begun anew all the same") {
    const auto next = follow("counterparty: MsgSeqNum too low, expecting 2 but received 1",
                             {.theirs_said = 4, .ours_next = 3, .before_reset = 3});
    CHECK(next.ours == 0);  // it expects less by now, and more is no harm
    CHECK(next.theirs == 0);
    CHECK_FALSE(next.lost);
}

TEST_CASE("fix/number_day: a message's day is that of 75, else of 60, else of 52") {
    CHECK(day_of("8", {{75, "19700103"}, {60, "19700109-04:00:00"}}) == 2);
    CHECK(day_of("8", {{60, "19700109-04:00:00"}}) == 8);
    CHECK(day_of("8", {{60, "19700109-20:00:00"}}) == 9);  // of the next day in India
    CHECK(day_of("8", {{75, "yesterday"}, {60, "?"}}) == 5);
    CHECK(day_of("9", {}) == 5);
}

TEST_CASE("fix/number_day: the answer to a question, a reject and a repetition tell of no day") {
    CHECK(day_of("8", {{150, "I"}, {75, "19700103"}}) == 0);
    CHECK(day_of("3", {}) == 0);
    CHECK(day_of("j", {}) == 0);
    fix::Message again;
    again.type = "8";
    again.poss_dup = true;
    again.sending_time_us = 1;
    CHECK(fix::NumberDay::day_of(again, 0) == 0);
}
