#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "consumers/notifier/desk.h"

namespace notifier::play {

inline constexpr int64_t kSecond = 1'000'000;

inline Templates templates() {
    Templates made;
    REQUIRE(made.add("hello.en.sms.txt", "Hello {{word}}", {"word"}).empty());
    return made;
}

inline DeskConfig config() {
    DeskConfig made;
    made.rules = {.channel = Channel::Sms, .attempts_max = 3, .lease_us = 20 * kSecond};
    made.channel = {.count = 1'000, .period_us = kSecond, .burst = 1'000};
    made.recipients.rate = {.count = 1'000, .period_us = kSecond, .burst = 1'000};
    made.recipients.share = 1'000;
    made.in_flight_max = 4;
    made.first_wait_ms = 1'000;
    made.longest_wait_ms = 1'000;
    made.longest_pause_ms = 1'000;
    return made;
}

// A desk with a table of notices before it: rows change as the database would change them.
class Play {
  public:
    explicit Play(const DeskConfig& config = play::config()) : desk{config, templates_} {}

    void row(const std::string& id, const std::string& recipient = "+919812345678") {
        Notice notice;
        notice.id = id;
        notice.recipient = recipient;
        notice.channel = Channel::Sms;
        notice.name_of_template = "hello";
        notice.language = "en";
        notice.fields = R"({"word":"there"})";
        notice.created_us = now.wall.us;
        notice.expires_us = now.wall.us + 600 * kSecond;
        notice.state = State::Queued;
        rows[id] = notice;
    }

    // Rows and a message that names them.
    void given(const std::vector<std::string>& ids, uint64_t tag = 1) {
        for (const std::string& id : ids) row(id);
        desk.take({1, tag}, ids);
    }

    void pass(int64_t us) {
        now.mono = now.mono + us;
        now.wall.us += us;
    }

    // One turn: reads, writes, and the jobs that it allows.
    std::vector<Job> turn() {
        look();
        const auto ids = desk.to_read(now);
        std::vector<Notice> found;
        for (const std::string& id : ids) {
            if (rows.contains(id)) found.push_back(rows[id]);
        }
        desk.on_read(ids, found, now);
        const auto changes = desk.to_write(now);
        std::vector<bool> happened;
        for (const Change& change : changes) happened.push_back(write(change));
        return desk.on_written(changes, happened, now);
    }

    // What the table has without a message.
    void look() {
        std::vector<std::string> due;
        for (const auto& [id, row] : rows) {
            const bool has_turn = row.state == State::Queued && row.due_us > 0;
            if (has_turn && row.due_us <= now.wall.us) due.push_back(id);
        }
        desk.found(due);
    }

    void outcome(const Job& job, Verdict verdict, const std::string& reason = "why") {
        desk.on_outcome(job.outgoing.id, job.attempts, {verdict, reason}, now, kRandom);
    }

    // The tags of the messages that are done with.
    std::vector<uint64_t> settled() {
        std::vector<uint64_t> tags;
        for (const Receipt& receipt : desk.take_settled()) tags.push_back(receipt.tag);
        std::ranges::sort(tags);
        return tags;
    }

    static constexpr uint64_t kRandom = 999;  // of a Backoff of 1 s: all of it

    Now now{{100 * kSecond}, {1'000 * kSecond}};
    std::map<std::string, Notice> rows;

  private:
    bool write(const Change& change) {
        Notice& row = rows[change.id];
        if (row.state != change.from || row.attempts != change.attempts) return false;
        row.state = change.to;
        if (change.to == State::Sending) ++row.attempts;
        row.changed_us = now.wall.us;
        row.due_us = change.due_us;
        row.reason = change.reason;
        waits[change.id] = change.waits;
        reasons[change.id] = change.reason;
        return true;
    }

    Templates templates_ = templates();

  public:
    std::map<std::string, std::string> reasons;
    std::map<std::string, std::string> waits;
    Desk desk;
};

}  // namespace notifier::play
