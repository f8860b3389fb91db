#include "test/unit/notifier/desk_play.h"

using notifier::State;
using notifier::Verdict;
using notifier::play::kSecond;
using notifier::play::Play;
using Tags = std::vector<uint64_t>;

namespace {

notifier::DeskConfig one_a_minute() {
    auto config = notifier::play::config();
    config.recipients.rate = {.count = 1, .period_us = 60 * kSecond, .burst = 1};
    return config;
}

}  // namespace

TEST_CASE("notifier/desk: who waits for his limit holds no message, no row in hand and no place") {
    Play play{one_a_minute()};
    for (uint64_t n = 1; n <= 300; ++n) {
        const std::string id = "a" + std::to_string(n);
        play.row(id, "+911111111111");
        play.rows[id].expires_us = play.now.wall.us + 100'000 * kSecond;
        play.desk.take({1, n}, {id});
    }
    REQUIRE_EQ(play.turn().size(), 1);
    (void)play.turn();
    CHECK_EQ(play.settled().size(), 299);
    CHECK_EQ(play.desk.waiting(), 1);
    play.row("b", "+912222222222");
    play.desk.take({1, 301}, {"b"});
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 1);
    CHECK_EQ(jobs[0].outgoing.id, "b");
    // Their turns are a minute apart.
    std::vector<int64_t> due;
    for (const auto& [id, row] : play.rows) {
        if (row.due_us != 0) due.push_back(row.due_us - play.now.wall.us);
    }
    std::ranges::sort(due);
    REQUIRE_EQ(due.size(), 299);
    CHECK_EQ(due.front(), 60 * kSecond);
    CHECK_EQ(due.back(), 299 * 60 * kSecond);
    CHECK_EQ(play.waits["a300"], "over the limit of 1 a minute for one recipient");
}

TEST_CASE("notifier/desk: why a row waits goes when its turn has come") {
    Play play{one_a_minute()};
    play.given({"a", "b"});
    (void)play.turn();
    CHECK_FALSE(play.waits["b"].empty());
    play.pass(60 * kSecond);
    REQUIRE_EQ(play.turn().size(), 1);
    CHECK_EQ(play.waits["b"], "");
}

TEST_CASE("notifier/desk: what holds up the lane is told, and nothing where it goes on") {
    auto config = notifier::play::config();
    config.channel = {.count = 2, .period_us = kSecond, .burst = 2};
    Play play{config};
    CHECK_EQ(play.desk.hold(play.now), notifier::Hold{});
    play.given({"a", "b", "c"});
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 2);
    CHECK_EQ(play.desk.hold(play.now), notifier::Hold{"over the channel's rate of 2 a second", 0});
    play.pass(kSecond);
    CHECK_EQ(play.desk.hold(play.now), notifier::Hold{});
    config.in_flight_max = 1;
    config.channel.burst = 10;
    Play narrow{config};
    narrow.given({"a", "b"});
    (void)narrow.turn();
    CHECK_EQ(narrow.desk.hold(narrow.now),
             notifier::Hold{"as many are being sent as may be at once: 1", 0});
}

TEST_CASE("notifier/desk: of a channel that is down, why and when it is asked again") {
    Play play;
    play.given({"a", "b", "c", "d", "e"});
    for (const auto& job : play.turn()) play.outcome(job, Verdict::Down, "smtp: greeting");
    (void)play.turn();
    CHECK_EQ(play.desk.hold(play.now),
             notifier::Hold{"the channel is down: smtp: greeting", play.now.wall.us + kSecond});
}

TEST_CASE("notifier/desk: a turn that has come is taken from the table, without a message") {
    Play play{one_a_minute()};
    play.given({"a", "b", "c"});
    const auto first = play.turn();
    REQUIRE_EQ(first.size(), 1);
    play.outcome(first[0], Verdict::Sent);
    (void)play.turn();
    CHECK_EQ(play.settled(), Tags{1});
    play.pass(60 * kSecond);
    const auto second = play.turn();
    REQUIRE_EQ(second.size(), 1);
    CHECK(play.turn().empty());
    play.outcome(second[0], Verdict::Sent);
    play.pass(60 * kSecond);
    const auto third = play.turn();
    REQUIRE_EQ(third.size(), 1);
    CHECK_NE(third[0].outgoing.id, second[0].outgoing.id);
}

TEST_CASE("notifier/desk: one that waits in the table and is named once more waits on") {
    Play play{one_a_minute()};
    play.given({"a", "b"});
    (void)play.turn();
    play.desk.take({1, 2}, {"b"});
    CHECK(play.turn().empty());
    CHECK_EQ(play.settled(), Tags{2});
    CHECK_EQ(play.rows["b"].due_us, play.now.wall.us + 60 * kSecond);
}

TEST_CASE(
    "notifier/desk: one that expires before its turn waits no longer than that, and is dead") {
    Play play{one_a_minute()};
    play.given({"a", "b"});
    play.rows["b"].expires_us = play.now.wall.us + 10 * kSecond;
    (void)play.turn();
    CHECK_EQ(play.rows["b"].due_us, play.rows["b"].expires_us);
    play.pass(10 * kSecond);
    (void)play.turn();
    CHECK(play.rows["b"].state == State::Dead);
    CHECK_EQ(play.reasons["b"], "expired");
}

TEST_CASE("notifier/desk: what has expired ends while the channel takes nothing") {
    Play play;
    play.given({"a", "b", "c", "d", "e"});
    for (const auto& job : play.turn()) play.outcome(job, Verdict::Down, "smtp: greeting");
    (void)play.turn();
    CHECK(play.desk.down());
    play.pass(600 * kSecond);
    (void)play.turn();
    for (const char* id : {"a", "b", "c", "d"}) {
        CHECK_EQ(play.reasons[id], "expired; last: smtp: greeting");
    }
    CHECK_EQ(play.reasons["e"], "expired");
    CHECK_EQ(play.settled(), Tags{1});
}

TEST_CASE("notifier/desk: a recipient whose sendings take long leaves senders to the others") {
    auto config = notifier::play::config();
    config.recipients.share = 2;
    Play play{config};
    for (const char* id : {"a1", "a2", "a3", "a4"}) play.row(id, "+911111111111");
    play.row("b", "+912222222222");
    play.desk.take({1, 1}, {"a1", "a2", "a3", "a4", "b"});
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 3);
    CHECK_EQ(jobs[2].outgoing.id, "b");
    CHECK_EQ(play.waits["a3"], "2 for the same recipient are being sent");
    play.outcome(jobs[0], Verdict::Sent);
    play.outcome(jobs[1], Verdict::Sent);
    (void)play.turn();
    play.pass(kSecond);
    CHECK_EQ(play.turn().size(), 2);
}

TEST_CASE("notifier/desk: a long pause after a failure holds no message, and is remembered") {
    Play play;
    play.given({"a"});
    play.outcome(play.turn().at(0), Verdict::Failed, "gateway: 500");
    CHECK(play.turn().empty());
    CHECK_EQ(play.settled(), Tags{1});
    CHECK_EQ(play.desk.waiting(), 0);
    CHECK_EQ(play.rows["a"].due_us, play.now.wall.us + kSecond);
    CHECK_EQ(play.waits["a"], "");  // its reason says it
    play.rows["a"].expires_us = play.now.wall.us + kSecond;
    play.pass(kSecond);
    (void)play.turn();
    CHECK_EQ(play.reasons["a"], "expired; last: gateway: 500");
}

TEST_CASE("notifier/desk: rows found in the table are held as any others, once, up to the limit") {
    auto config = notifier::play::config();
    config.rows_max = 2;
    Play play{config};
    for (const char* id : {"a", "b", "c"}) play.row(id);
    play.desk.found({"a", "a", "b", "c"});
    CHECK_EQ(play.desk.waiting(), 2);
    const auto jobs = play.turn();
    REQUIRE_EQ(jobs.size(), 2);
    play.desk.found({"a"});
    CHECK(play.turn().empty());
    for (const auto& job : jobs) play.outcome(job, Verdict::Sent);
    (void)play.turn();
    CHECK(play.settled().empty());
    CHECK_EQ(play.desk.take_tally().found, 2);
}

TEST_CASE("notifier/desk: a lost link takes what was found in the table, and it is found again") {
    Play play;
    for (const char* id : {"a", "b", "c", "d", "e"}) {
        play.row(id);
        play.rows[id].due_us = play.now.wall.us;
    }
    CHECK_EQ(play.turn().size(), 4);
    play.desk.forget_older(2);
    CHECK_EQ(play.desk.waiting(), 4);
    play.look();
    CHECK_EQ(play.desk.waiting(), 5);
}
