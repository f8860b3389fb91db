#include "test/unit/notifier/desk_play.h"

using notifier::State;
using notifier::Verdict;
using notifier::play::kSecond;
using notifier::play::Play;
using Tags = std::vector<uint64_t>;

TEST_CASE("notifier/desk: a failure is tried again after a pause, until the attempts are used up") {
    Play play;
    play.given({"a"});
    for (uint32_t attempt = 1; attempt <= 3; ++attempt) {
        const auto jobs = play.turn();
        REQUIRE_EQ(jobs.size(), 1);
        CHECK_EQ(jobs[0].attempts, attempt);
        play.outcome(jobs[0], Verdict::Failed, "gateway: 500");
        CHECK(play.turn().empty());
        if (attempt < 3) CHECK(play.rows["a"].state == State::Queued);
        play.pass(kSecond);
    }
    CHECK(play.rows["a"].state == State::Dead);
    CHECK_EQ(play.reasons["a"], "attempts: used up; last: gateway: 500");
    CHECK_EQ(play.settled(), Tags{1});
    CHECK_EQ(play.desk.take_tally().retries, 2);
}

TEST_CASE("notifier/desk: what never left the house uses up no attempt") {
    Play play;
    play.given({"a"});
    for (int i = 0; i < 10; ++i) {
        play.outcome(play.turn().at(0), Verdict::NotTried);
        CHECK(play.turn().empty());
        CHECK(play.rows["a"].state == State::Queued);
    }
    CHECK_EQ(play.rows["a"].attempts, 10);
    CHECK_EQ(play.turn().size(), 1);
}

TEST_CASE("notifier/desk: what the channel refuses is dead at once") {
    Play play;
    play.given({"a"});
    play.outcome(play.turn().at(0), Verdict::Refused, "gateway: 400");
    (void)play.turn();
    CHECK(play.rows["a"].state == State::Dead);
    CHECK_EQ(play.reasons["a"], "gateway: 400");
    const auto tally = play.desk.take_tally();
    CHECK_EQ(tally.dead, 1);
    CHECK_EQ(tally.deaths.at(0).second, "gateway: 400");
}

TEST_CASE("notifier/desk: a row that somebody is sending is left alone until its lease is over") {
    Play play;
    play.given({"a"});
    play.rows["a"].state = State::Sending;
    play.rows["a"].attempts = 1;
    play.rows["a"].changed_us = play.now.wall.us - 5 * kSecond;
    CHECK(play.turn().empty());
    CHECK_EQ(play.desk.wait_us(play.now, 60 * kSecond), 15 * kSecond);
    play.pass(15 * kSecond - 1);
    CHECK(play.turn().empty());
    play.pass(1);
    const auto jobs = play.turn();  // the other one has died: again, with the same id
    REQUIRE_EQ(jobs.size(), 1);
    CHECK_EQ(jobs[0].attempts, 2);
    CHECK_EQ(jobs[0].outgoing.id, "a");
}

TEST_CASE("notifier/desk: what is named again while it is being sent keeps to its one sending") {
    Play play;
    play.given({"a"});
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 1);
    play.pass(1'000 * kSecond - 1);  // its fate could not be written for long
    play.rows["a"].expires_us = play.now.wall.us + kSecond;
    play.rows["a"].changed_us = play.now.wall.us;  // as the relay leaves it
    play.desk.take({1, 2}, {"a"});
    CHECK(play.turn().empty());
    play.outcome(jobs[0], Verdict::Sent);
    CHECK(play.turn().empty());
    CHECK(play.rows["a"].state == State::Sent);
    CHECK_EQ(play.rows["a"].attempts, 1);
    CHECK_EQ(play.settled(), Tags{1, 2});
}

TEST_CASE("notifier/desk: of two that take over a row named again one alone sends it") {
    Play first;
    Play second;
    for (Play* play : {&first, &second}) {
        play->given({"a"});
        play->rows["a"].state = State::Sending;
        play->rows["a"].attempts = 1;
        play->rows["a"].changed_us = play->now.wall.us - 20 * kSecond;
    }
    REQUIRE_EQ(first.turn().size(), 1);
    const auto ids = second.desk.to_read(second.now);
    second.desk.on_read(ids, {second.rows["a"]}, second.now);  // before the first one's mark
    second.rows["a"] = first.rows["a"];
    CHECK(second.turn().empty());
    second.pass(20 * kSecond - 1);
    CHECK(second.turn().empty());  // the first one's lease
    second.rows["a"].state = State::Sent;
    second.pass(1);
    CHECK(second.turn().empty());
    CHECK_EQ(second.settled(), Tags{1});
}

TEST_CASE("notifier/desk: a row that somebody else has sent meanwhile is not sent again") {
    Play play;
    play.given({"a"});
    play.rows["a"].state = State::Sending;
    play.rows["a"].changed_us = play.now.wall.us;
    CHECK(play.turn().empty());
    play.rows["a"].state = State::Sent;
    play.pass(20 * kSecond);
    CHECK(play.turn().empty());
    CHECK_EQ(play.settled(), Tags{1});
}

TEST_CASE("notifier/desk: who comes second to mark a row reads it again") {
    Play play;
    play.given({"a"});
    const auto ids = play.desk.to_read(play.now);
    play.desk.on_read(ids, {play.rows["a"]}, play.now);
    const auto changes = play.desk.to_write(play.now);
    REQUIRE_EQ(changes.size(), 1);
    CHECK(play.desk.on_written(changes, {false}, play.now).empty());
    CHECK_EQ(play.desk.in_flight(), 0);
    play.rows["a"].state = State::Sent;
    CHECK(play.turn().empty());
    CHECK_EQ(play.settled(), Tags{1});
}

TEST_CASE("notifier/desk: a fate that was written without our hearing of it is found") {
    Play play;
    play.given({"a"});
    play.outcome(play.turn().at(0), Verdict::Sent);
    const auto changes = play.desk.to_write(play.now);
    play.rows["a"].state =
        State::Sent;  // committed, but the answer was lost; the repeat finds it so
    (void)play.desk.on_written(changes, {false}, play.now);
    CHECK(play.turn().empty());
    CHECK_EQ(play.settled(), Tags{1});
}

TEST_CASE("notifier/desk: a channel that is down is asked by one notice at a time") {
    Play play;
    play.given({"a", "b", "c", "d", "e", "f", "g", "h"});
    for (const auto& job : play.turn()) play.outcome(job, Verdict::Down);
    CHECK(play.desk.down());
    CHECK(play.turn().empty());
    play.pass(kSecond);
    const auto probe = play.turn();
    REQUIRE_EQ(probe.size(), 1);
    CHECK(play.turn().empty());
    play.outcome(probe[0], Verdict::Down);
    CHECK(play.turn().empty());
    play.pass(kSecond);
    const auto second = play.turn();
    REQUIRE_EQ(second.size(), 1);
    play.outcome(second[0], Verdict::Sent);
    CHECK_FALSE(play.desk.down());
    CHECK_EQ(play.turn().size(), 4);
}

TEST_CASE("notifier/desk: when the channel is back, what waited for it goes at once") {
    auto config = notifier::play::config();
    config.first_wait_ms = 60'000;
    config.longest_wait_ms = 60'000;
    config.rules.attempts_max = 9;
    Play play{config};
    play.given({"a", "b", "c"}, 1);
    constexpr uint64_t kRandom = 59'999;  // all of either wait: a minute each, the channel's 1 s
    for (const auto& job : play.turn()) {
        play.desk.on_outcome(job.outgoing.id, job.attempts, {Verdict::Down, "why"}, play.now,
                             kRandom);
    }
    (void)play.turn();
    play.pass(kSecond);
    play.given({"d"}, 2);
    const auto probe = play.turn();
    REQUIRE_EQ(probe.size(), 1);
    CHECK_EQ(probe[0].outgoing.id, "d");
    play.outcome(probe[0], Verdict::Sent);
    CHECK_EQ(play.turn().size(), 3);
}

TEST_CASE("notifier/desk: after a lost link the message comes again, and nothing is sent twice") {
    Play play;
    play.given({"a", "b", "c", "d", "e"});
    const auto jobs = play.turn();
    CHECK_EQ(jobs.size(), 4);
    play.desk.forget_older(2);
    CHECK_EQ(play.desk.waiting(), 4);  // e was only waiting
    for (const auto& job : jobs) play.outcome(job, Verdict::Sent);
    (void)play.turn();
    CHECK(play.settled().empty());  // the old message is nobody's any more
    play.desk.take({2, 1}, {"a", "b", "c", "d", "e"});
    const auto rest = play.turn();
    REQUIRE_EQ(rest.size(), 1);
    CHECK_EQ(rest[0].outgoing.id, "e");
    play.outcome(rest[0], Verdict::Sent);
    (void)play.turn();
    CHECK_EQ(play.settled(), Tags{1});
}

TEST_CASE("notifier/desk: rows that could not be read are asked for again") {
    Play play;
    play.given({"a"});
    const auto ids = play.desk.to_read(play.now);
    CHECK(play.desk.to_read(play.now).empty());
    play.desk.not_read(ids);
    CHECK_EQ(play.desk.wait_us(play.now, kSecond), 0);
    CHECK_EQ(play.turn().size(), 1);
}

TEST_CASE("notifier/desk: only so many rows are held at a time") {
    auto config = notifier::play::config();
    config.rows_max = 2;
    Play play{config};
    play.given({"a", "b", "c"});
    const auto jobs = play.turn();
    CHECK_EQ(jobs.size(), 2);
    CHECK(play.turn().empty());
    play.outcome(jobs[0], Verdict::Sent);
    (void)play.turn();
    CHECK_EQ(play.turn().size(), 1);
}
