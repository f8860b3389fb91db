#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>

#include "common/fix/number_day.h"
#include "test/unit/fix/pair.h"

namespace {

constexpr int64_t kDayUs = 86'400'000'000;
constexpr int64_t kNoonUs = 20'000 * kDayUs + 23'400'000'000;  // 12:00 at an exchange in India

struct Days : Pair {
    std::atomic<int64_t> now_us{kNoonUs};
    Days() {
        member_config.wall_us = [this] { return now_us.load(); };
        member_config.sessions[0].resend_application = false;
    }
    // A day's work: a message each way.
    void work(int number) {
        CHECK(venue_heard.wait([&](const auto&) { return venue->logged_on("member"); }));
        CHECK(venue->send("member", numbered(number)) > 0);
        CHECK(member->send("venue", numbered(number)) > 0);
        CHECK(member_heard.wait([&](const auto& facts) {
            const auto ids = exec_ids(facts.messages);
            return !ids.empty() && ids.back() == "exec-" + std::to_string(number);
        }));
    }
    [[nodiscard]] bool logged_on_again(size_t logons) { return member_heard.wait_logons(logons); }
};

bool says(const Heard::Facts& facts, const std::string& why) {
    return std::ranges::any_of(facts.logouts,
                               [&](const std::string& told) { return told.starts_with(why); });
}

// That of theirs it expects more.
bool says_too_low(const Heard::Facts& facts) { return says(facts, "MsgSeqNum too low"); }

}  // namespace

TEST_CASE("fix/number_day: a day begins at its second, by the counterparty's clock") {
    using fix::NumberDay;
    constexpr int kSix = 21'600;
    constexpr int kIndia = 19'800;
    const int64_t six_us = 20'000 * kDayUs + 1'800'000'000;  // 06:00 in India is 00:30 UTC
    CHECK(NumberDay::day_of(six_us - 1, kSix, kIndia) == 19'999);
    CHECK(NumberDay::day_of(six_us, kSix, kIndia) == 20'000);
    CHECK(NumberDay::day_of(six_us + kDayUs - 1, kSix, kIndia) == 20'000);
    CHECK(NumberDay::day_of(six_us, 86'100, kIndia) == 19'999);  // its break is at 23:55
    CHECK(NumberDay::day_of(six_us + 64'500'000'000, 86'100, kIndia) == 20'000);
}

TEST_CASE("fix/engine: an exchange that begins its day with new numbers is followed at once") {
    Days days;
    REQUIRE(days.log_on());
    for (int number = 100; number < 200; ++number) days.work(number);
    days.venue_forgets();
    days.now_us += kDayUs;
    REQUIRE(days.logged_on_again(2));
    const auto facts = days.member_heard.now();
    CHECK(facts.days == 1);
    CHECK(says(facts, fix::kDayBegun));
    CHECK_FALSE(says_too_low(facts));
    // What the refused logons have used up is not many numbers.
    CHECK(days.member->our_next("venue") < 10);
    days.work(2);
    CHECK(days.member_heard.now().messages.back().seq < 10);
}

TEST_CASE("fix/engine: where nothing has ever passed, new numbers have lost nothing") {
    Days days;
    REQUIRE(days.log_on());
    SUBCASE("in one life of ours") {
        days.venue_forgets();
        days.now_us += kDayUs;
    }
    SUBCASE("over a restart") {
        days.member.reset();
        days.venue_forgets();
        days.now_us += kDayUs;
        days.make_member();
        REQUIRE(days.member->start().empty());
    }
    REQUIRE(days.member_heard.wait([](const auto& facts) { return facts.days == 1; }));
    REQUIRE(days.logged_on_again(2));
    CHECK(days.member_heard.now().lost.empty());
    // From here on there is something to lose.
    days.work(1);
    days.venue_forgets();
    REQUIRE(days.member_heard.wait([](const auto& facts) { return facts.lost.size() == 1; }));
    CHECK(days.member_heard.now().days == 1);
}

TEST_CASE("fix/engine: what has passed only from here, or of a day long ago, may be lost") {
    Days days;
    REQUIRE(days.log_on());
    SUBCASE("an order without an answer") { CHECK(days.member->send("venue", numbered(1)) > 0); }
    SUBCASE("a message of last week") {
        days.now_us += 7 * kDayUs;
        days.work(1);
    }
    days.venue_forgets();
    REQUIRE(days.member_heard.wait([](const auto& facts) { return facts.lost.size() == 1; }));
    CHECK(days.member_heard.now().days == 0);
}

TEST_CASE("fix/engine: one that begins anew within its day is none that begins its day") {
    Days days;
    REQUIRE(days.log_on());
    days.work(1);
    days.venue_forgets();
    REQUIRE(days.member_heard.wait(says_too_low));
    CHECK(days.member_heard.now().days == 0);
    CHECK(days.member_heard.now().lost.size() == 1);
    REQUIRE(days.logged_on_again(2));
}

TEST_CASE(
    "fix/engine: one that keeps its numbers over days and a restart of ours is gone on with") {
    Days days;
    REQUIRE(days.log_on());
    days.work(1);
    days.member.reset();
    days.now_us += 3 * kDayUs;
    REQUIRE(days.log_on());
    CHECK(days.member_heard.now().days == 0);
    CHECK(days.member->our_next("venue") > 3);
    days.work(2);
    // From here on the numbers are those of this day: to lose them is an alarm again.
    days.venue_forgets();
    REQUIRE(days.member_heard.wait(says_too_low));
    CHECK(days.member_heard.now().days == 0);
}

TEST_CASE("fix/engine: a restart at night does not forget of which day the numbers are") {
    Days days;
    REQUIRE(days.log_on());
    days.work(1);
    days.member.reset();
    days.venue_forgets();
    days.now_us += kDayUs;
    days.make_member();
    REQUIRE(days.member->start().empty());
    REQUIRE(days.member_heard.wait([](const auto& facts) { return facts.days == 1; }));
    REQUIRE(days.logged_on_again(2));
    days.work(2);
}
