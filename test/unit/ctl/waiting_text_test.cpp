#include "producers/ctl/notices/waiting_text.h"

#include <doctest/doctest.h>

using ctl::Waiting;
using ctl::waiting_text;
using notices::State;

namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kNow = 1'785'736'920 * kSecond;  // 2026-08-03 11:32:00 at the exchanges

Waiting queued() {
    Waiting waiting;
    waiting.state = State::Queued;
    waiting.lane_seen_us = kNow - 10 * kSecond;
    return waiting;
}

}  // namespace

TEST_CASE("ctl/waiting_text: one recipient's limit, and when his turn comes") {
    Waiting waiting = queued();
    waiting.why = "over the limit of 10 a minute for one recipient";
    waiting.due_us = kNow + 5 * kSecond;
    CHECK_EQ(waiting_text(waiting, kNow),
             "over the limit of 10 a minute for one recipient, not before 11:32:05 IST");
    waiting.due_us = kNow + 86'400 * kSecond;
    CHECK_EQ(waiting_text(waiting, kNow),
             "over the limit of 10 a minute for one recipient, not before 2026-08-04 11:32:00 IST");
}

TEST_CASE("ctl/waiting_text: after a failure, whose reason the row has, the time alone") {
    Waiting waiting = queued();
    waiting.due_us = kNow + 5 * kSecond;
    CHECK_EQ(waiting_text(waiting, kNow), "again not before 11:32:05 IST");
}

TEST_CASE("ctl/waiting_text: without a turn of its own, what holds up the lane") {
    Waiting waiting = queued();
    CHECK_EQ(waiting_text(waiting, kNow), "in its queue");
    waiting.lane_why = "over the channel's rate of 100 a second";
    CHECK_EQ(waiting_text(waiting, kNow), "over the channel's rate of 100 a second");
    waiting.lane_why = "the channel is down: smtp: greeting";
    waiting.lane_until_us = kNow + 5 * kSecond;
    waiting.due_us = kNow - kSecond;  // its turn has come
    CHECK_EQ(waiting_text(waiting, kNow),
             "the channel is down: smtp: greeting, not before 11:32:05 IST");
}

TEST_CASE("ctl/waiting_text: what a notifier has said is not told when it is silent") {
    Waiting waiting = queued();
    waiting.lane_why = "over the channel's rate of 100 a second";
    waiting.lane_seen_us = kNow - 31 * kSecond;
    CHECK_EQ(waiting_text(waiting, kNow), "no notifier has spoken of its queue since 11:31:29 IST");
    waiting.lane_seen_us = 0;
    CHECK_EQ(waiting_text(waiting, kNow), "no notifier has read its queue yet");
}

TEST_CASE("ctl/waiting_text: each state is told, and what does not wait has no reason to") {
    Waiting waiting = queued();
    waiting.due_us = kNow + kSecond;
    waiting.why = "why";
    waiting.state = State::Waiting;
    CHECK_EQ(waiting_text(waiting, kNow), "the relay has not published it yet");
    for (const State state : {State::Sending, State::Sent, State::Dead}) {
        waiting.state = state;
        CHECK_EQ(waiting_text(waiting, kNow), "");
    }
}
