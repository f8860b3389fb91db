#include "consumers/notifier/desk.h"

#include "test/unit/notifier/desk_play.h"

using notifier::State;
using notifier::Verdict;
using notifier::play::kSecond;
using notifier::play::Play;
using Tags = std::vector<uint64_t>;

TEST_CASE("notifier/desk: a notice is read, marked, sent, and then its message is acknowledged") {
    Play play;
    play.given({"a"});
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 1);
    CHECK_EQ(jobs[0].outgoing.text, "Hello there");
    CHECK(play.rows["a"].state == State::Sending);
    CHECK_EQ(play.rows["a"].attempts, 1);
    play.outcome(jobs[0], Verdict::Sent);
    CHECK(play.settled().empty());  // not before its fate is written
    CHECK(play.turn().empty());
    CHECK(play.rows["a"].state == State::Sent);
    CHECK_EQ(play.settled(), Tags{1});
    CHECK_EQ(play.desk.waiting(), 0);
}

TEST_CASE("notifier/desk: a message is acknowledged with the last of its notices") {
    Play play;
    play.given({"a", "b"}, 1);
    play.given({"c"}, 2);
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 3);
    play.outcome(jobs[0], Verdict::Sent);
    play.outcome(jobs[2], Verdict::Sent);
    (void)play.turn();
    CHECK_EQ(play.settled(), Tags{2});
    play.outcome(jobs[1], Verdict::Duplicate);
    (void)play.turn();
    CHECK_EQ(play.settled(), Tags{1});
}

TEST_CASE("notifier/desk: a notice that several messages name is sent once") {
    Play play;
    play.given({"a", "a"}, 1);
    play.desk.take({1, 2}, {"a"});
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 1);
    play.desk.take({1, 3}, {"a"});
    CHECK(play.turn().empty());
    play.outcome(jobs[0], Verdict::Sent);
    (void)play.turn();
    CHECK_EQ(play.settled(), Tags{1, 2, 3});
    play.desk.take({1, 4}, {"a"});
    CHECK(play.turn().empty());
    CHECK_EQ(play.settled(), Tags{4});
    CHECK_EQ(play.desk.take_tally().repeated, 1);
}

TEST_CASE("notifier/desk: what does not exist, is sent or is dead is acknowledged at once") {
    Play play;
    play.row("sent");
    play.rows["sent"].state = State::Sent;
    play.row("dead");
    play.rows["dead"].state = State::Dead;
    play.desk.take({1, 1}, {"sent", "dead", "nobody"});
    play.desk.take({1, 2}, {});
    CHECK(play.turn().empty());
    CHECK_EQ(play.settled(), Tags{1, 2});
    CHECK_EQ(play.desk.take_tally().unknown, 1);
}

TEST_CASE("notifier/desk: no more are in flight than allowed") {
    Play play;
    play.given({"a", "b", "c", "d", "e", "f"});
    const auto jobs = play.turn();
    CHECK_EQ(jobs.size(), 4);
    CHECK(play.turn().empty());
    play.outcome(jobs[0], Verdict::Sent);
    CHECK_EQ(play.turn().size(), 1);
    CHECK_EQ(play.desk.in_flight(), 4);
}

TEST_CASE("notifier/desk: the channel's rate holds") {
    auto config = notifier::play::config();
    config.channel = {.count = 1, .period_us = kSecond, .burst = 2};
    Play play{config};
    play.given({"a", "b", "c"});
    CHECK_EQ(play.turn().size(), 2);
    CHECK_EQ(play.desk.wait_us(play.now, 60 * kSecond), kSecond);
    play.pass(kSecond - 1);
    CHECK(play.turn().empty());
    play.pass(1);
    CHECK_EQ(play.turn().size(), 1);
}

TEST_CASE("notifier/desk: one recipient's limit holds up no other") {
    auto config = notifier::play::config();
    config.recipients.rate = {.count = 1, .period_us = 60 * kSecond, .burst = 1};
    Play play{config};
    for (const char* id : {"a1", "a2"}) play.row(id, "+911111111111");
    play.row("b1", "+912222222222");
    play.desk.take({1, 1}, {"a1", "a2", "b1"});
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 2);
    CHECK_EQ(jobs[1].outgoing.id, "b1");
    CHECK_EQ(play.desk.take_tally().rate_limited, 1);
    for (const auto& job : jobs) play.outcome(job, Verdict::Sent);
    (void)play.turn();
    play.pass(60 * kSecond);
    CHECK_EQ(play.turn().size(), 1);
}

TEST_CASE("notifier/desk: what waits too long for its turn is dead, and says why") {
    auto config = notifier::play::config();
    config.channel = {.count = 1, .period_us = 3'600 * kSecond, .burst = 1};
    Play play{config};
    play.given({"a", "b"});
    CHECK_EQ(play.turn().size(), 1);
    play.pass(600 * kSecond);
    (void)play.turn();
    CHECK(play.rows["b"].state == State::Dead);
    CHECK_EQ(play.reasons["b"], "expired");
}

TEST_CASE("notifier/desk: the end begins nothing, and lets what is being sent come to its fate") {
    Play play;
    play.given({"a", "b", "c", "d", "e"});
    const auto jobs = play.turn();
    play.desk.begin_nothing();
    play.outcome(jobs[0], Verdict::Sent);
    play.outcome(jobs[1], Verdict::NotTried);
    CHECK(play.turn().empty());
    CHECK(play.rows["a"].state == State::Sent);
    CHECK(play.rows["b"].state == State::Queued);
    CHECK(play.rows["e"].state == State::Queued);
    CHECK_EQ(play.desk.in_flight(), 2);
}

TEST_CASE("notifier/desk: the age is that of the oldest notice without a fate") {
    Play play;
    play.given({"a"}, 1);
    const auto jobs = play.turn();
    play.pass(5 * kSecond);
    play.given({"b"}, 2);
    (void)play.turn();
    CHECK_EQ(play.desk.oldest_us(play.now.wall), 5 * kSecond);
    play.outcome(jobs[0], Verdict::Sent);
    (void)play.turn();
    CHECK_EQ(play.desk.oldest_us(play.now.wall), 0);
}
