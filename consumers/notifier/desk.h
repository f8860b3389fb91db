#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/backoff.h"
#include "consumers/notifier/decide.h"
#include "consumers/notifier/outcome.h"
#include "consumers/notifier/rate_limit.h"
#include "consumers/notifier/recipients.h"

namespace notifier {

// A message of the broker, until it is acknowledged.
struct Receipt {
    uint64_t epoch = 0;
    uint64_t tag = 0;
    friend auto operator<=>(const Receipt&, const Receipt&) = default;
};

// One sending that the database knows of.
struct Job {
    Outgoing outgoing;
    uint32_t attempts = 0;  // which one it is
    base::MonoTime marked;
};

struct DeskConfig {
    Rules rules;
    Rate channel{.count = 100, .period_us = 1'000'000, .burst = 10};
    RecipientLimits recipients;
    size_t in_flight_max = 16;
    size_t rows_max = 1'000;   // read and not done with
    size_t changes_max = 200;  // of one transaction
    int64_t first_wait_ms = 500;
    int64_t longest_wait_ms = 30'000;
    int64_t longest_pause_ms = 10'000;  // of a channel that is down
};

// What holds up the whole lane; empty: nothing.
struct Hold {
    std::string why;
    int64_t until_us = 0;  // the wall clock; 0: nobody knows
    friend bool operator==(const Hold&, const Hold&) = default;
};

// What has happened since it was last asked.
struct Tally {
    int64_t sent = 0;
    int64_t dead = 0;
    int64_t repeated = 0;  // named again after they were sent or dead
    int64_t unknown = 0;   // named, but there is no such row
    int64_t retries = 0;
    int64_t rate_limited = 0;
    int64_t found = 0;  // in the table
    int64_t fell_back = 0;
    std::vector<int64_t> created_to_sent_us;
    std::vector<std::pair<std::string, std::string>> deaths;  // id, reason
};

// One lane: the notices of one channel and urgency, from the message that names them to their
// fate. Decides what is read, marked, sent, tried again and acknowledged; does none of it. Pure:
// time and random bits are arguments. A notice is in one phase at a time, whatever number of
// messages names it, and every message is acknowledged once all its notices have a fate, or wait
// for their turn in the table: a message is held for nobody's limit.
class Desk {
  public:
    Desk(const DeskConfig& config, const Templates& templates);

    void take(const Receipt& receipt, const std::vector<std::string>& ids);
    // Found in the table: their turn has come, or their message is lost. Those in hand are passed
    // over, and so are those for which there is no room: they are found again.
    void found(const std::vector<std::string>& ids);
    // Messages of earlier epochs come again; what they named alone and is not begun is forgotten.
    void forget_older(uint64_t epoch);

    // Ids whose rows are to be read now, each once until `on_read`.
    [[nodiscard]] std::vector<std::string> to_read(const Now& now);
    void on_read(const std::vector<std::string>& asked, const std::vector<Notice>& notices,
                 const Now& now);
    // Reading has failed: they are asked for again.
    void not_read(const std::vector<std::string>& asked);

    // What is to be written in the next transaction; each change once, until `on_written`.
    [[nodiscard]] std::vector<Change> to_write(const Now& now);
    // The sendings that it allows.
    [[nodiscard]] std::vector<Job> on_written(const std::vector<Change>& changes,
                                              const std::vector<bool>& happened, const Now& now);
    void on_outcome(const std::string& id, uint32_t attempts, const Outcome& outcome,
                    const Now& now, uint64_t random);

    // From here on nothing is marked any more; what is being sent comes to its end.
    void begin_nothing() { ending_ = true; }

    // Messages that are done with.
    [[nodiscard]] std::vector<Receipt> take_settled() { return std::exchange(settled_, {}); }
    [[nodiscard]] Tally take_tally() { return std::exchange(tally_, {}); }
    // Until something is to be done; at most `longest_us`.
    [[nodiscard]] int64_t wait_us(const Now& now, int64_t longest_us);

    [[nodiscard]] size_t in_flight() const { return in_flight_; }
    [[nodiscard]] size_t waiting() const { return entries_.size(); }
    [[nodiscard]] bool down() const { return downs_ >= kDownsMax; }
    [[nodiscard]] Hold hold(const Now& now);
    // Of the oldest notice in hand, since its creation; 0: there is none.
    [[nodiscard]] int64_t oldest_us(base::WallTime now) const;

  private:
    enum class Phase {
        Unread,   // in unread_, or with the reader
        Later,    // somebody else's, in agenda_
        Ready,    // in agenda_
        Writing,  // in changes_, or with the writer
        Flying    // with a sender
    };
    struct Entry {
        explicit Entry(const DeskConfig& config)
            : backoff{config.first_wait_ms, config.longest_wait_ms} {}
        Phase phase = Phase::Unread;
        std::set<Receipt> messages;
        Notice notice;  // as the database knows it
        Outgoing outgoing;
        base::MonoTime due;
        int64_t due_wall_us = 0;  // the same moment, as the table knows it
        base::Backoff backoff;
        bool after_down = false;  // it waits because the channel was down
        bool admitted = false;    // one of its recipient's that are in hand
        bool leaves = false;      // to the table, once that is written
        std::string waits;        // why it does, where nothing has failed
    };

    static constexpr int kDownsMax = 3;

    void read_again(const std::string& id, Entry& entry);
    void put_on_agenda(const std::string& id, Entry& entry, Phase phase, base::MonoTime due);
    void change(const std::string& id, Entry& entry, State to, std::string reason);
    void settle(const std::string& id);
    void admit(const std::string& id, Entry& entry, const Now& now);
    void release(Entry& entry);
    struct Pause {
        int64_t us = 0;
        std::string why;
    };
    void wait_in_table(const std::string& id, Entry& entry, Pause pause, const Now& now);
    void expire(const Now& now);
    void remember(const Notice& notice);
    void forget(const Notice& notice);
    void mark_due(const Now& now, std::vector<Change>& changes);
    void count_channel(const Outcome& outcome, const Now& now, uint64_t random);
    void wake_after_down(const Now& now);
    [[nodiscard]] size_t room(const Now& now) const;

    const DeskConfig config_;
    const Templates& templates_;
    std::map<std::string, Entry> entries_;
    std::map<Receipt, size_t> open_;  // notices of each message without a fate
    std::deque<std::string> unread_;
    std::set<std::pair<base::MonoTime, std::string>> agenda_;
    std::set<std::pair<int64_t, std::string>> by_age_;     // created_us of what has been read
    std::set<std::pair<int64_t, std::string>> by_expiry_;  // of these, until that moment has come
    std::deque<Change> changes_;
    size_t in_flight_ = 0;  // marked or being marked, until the outcome
    TokenBucket channel_;
    Recipients recipients_;
    bool ending_ = false;
    int downs_ = 0;  // in a row
    base::Backoff down_backoff_;
    base::MonoTime paused_until_;
    std::string down_reason_;  // of the last sending that found the channel down
    std::vector<Receipt> settled_;
    Tally tally_;
};

}  // namespace notifier
