#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/site/site_state.h"
#include "common/site/trading_day.h"
#include "common/verdict/verdict.h"

// What an operator sees of the whole site at one moment, as plain values. What could not be read is
// absent and says why; it is never shown as 0.
namespace overview {

// A value, or the reason why it is not known. Texts are for people.
template <class T>
struct Reading {
    std::optional<T> value = {};
    std::string unknown = "not read yet";  // empty where there is a value

    static Reading of(T known) { return {std::move(known), {}}; }
    static Reading not_known(std::string why) { return {{}, std::move(why)}; }
    [[nodiscard]] bool known() const { return value.has_value(); }
    friend bool operator==(const Reading&, const Reading&) = default;
};

// As the broker's management tells it, which is up to 5 s old. A number is absent where the broker
// has not counted it yet, as after its start.
struct Queue {
    enum class Kind { Work, DeadLetters, Journal };
    std::string name = {};
    Kind kind = Kind::Work;             // DeadLetters: `dlq.*` and `unrouted`, empty on a good day
    std::optional<int64_t> ready = {};  // messages that nobody works on
    std::optional<int64_t> unacked = {};  // messages that a consumer has and has not answered
    std::optional<int64_t> consumers = {};
    std::optional<int64_t> bytes = {};           // of the messages' bodies
    std::optional<int64_t> in_per_1000_s = {};   // messages in 1000 s, at the present rate
    std::optional<int64_t> out_per_1000_s = {};  // acknowledged; of the journal: handed out
    friend bool operator==(const Queue&, const Queue&) = default;
};

// One source's stream into one partition.
struct Stream {
    std::string source = {};
    int64_t day = 0;        // yyyymmdd
    int64_t watermark = 0;  // all up to it is in the books, or parked
    int64_t updated_us = 0;
    friend bool operator==(const Stream&, const Stream&) = default;
};

struct Pause {
    std::string by = {};
    std::string reason = {};
    int64_t since_us = 0;
    std::string drained_by = {};  // host:pid of the ledger that has stopped; empty: none has yet
    int64_t drained_us = 0;
    int64_t resumed_us = 0;  // 0: paused; else since when the partition catches up, and exits wait
    [[nodiscard]] bool catching_up() const { return resumed_us != 0; }
    friend bool operator==(const Pause&, const Pause&) = default;
};

// One partition of the books.
struct Partition {
    int64_t number = 0;
    std::vector<Stream> streams = {};          // of the open day, by source
    std::optional<int64_t> lag_messages = {};  // in the ledger's queue, those at work too
    std::optional<int64_t> missing = {};       // recorded events that are not in the books
    // How far the books are behind, see lag.h: absent while the partition is paused, and where
    // nothing is known yet.
    std::optional<int64_t> lag_us = {};
    std::optional<int64_t> gap_us = {};              // age of the oldest missing number; 0: none
    std::optional<int64_t> held = {};                // events behind it
    std::optional<int64_t> applied_per_1000_s = {};  // events; needs two readings
    std::optional<Pause> paused = {};                // absent, too, where that could not be read
    friend bool operator==(const Partition&, const Partition&) = default;
};

// A count of rows that have something in common.
struct Group {
    std::string name = {};
    int64_t count = 0;
    int64_t newest_us = 0;  // 0: not told
    friend bool operator==(const Group&, const Group&) = default;
};

struct Parked {
    int64_t total = 0;
    // By the field that the reason begins with, most first, at most kGroupsMax; counted over the
    // newest kParkedMax events.
    std::vector<Group> groups = {};
    friend bool operator==(const Parked&, const Parked&) = default;
};
inline constexpr int64_t kGroupsMax = 20;
inline constexpr int64_t kParkedMax = 10'000;

// Orders and cancels of ours, of whatever day, of which nobody knows what the exchange has made:
// the same that `backstopctl orders --in-doubt` lists.
struct InDoubt {
    std::string session = {};
    int64_t orders = 0;
    int64_t oldest_us = 0;
    friend bool operator==(const InDoubt&, const InDoubt&) = default;
};

// An alert that fires.
struct Alert {
    std::string name = {};
    bool critical = false;     // else it is a warning
    std::string about = {};    // "partition 3, job ledger"; empty: the site
    std::string summary = {};  // a sentence without its end
    int64_t since_us = 0;      // its condition; 0: not told
    friend bool operator==(const Alert&, const Alert&) = default;
};
inline constexpr size_t kAlertsMax = 100;

// Commands that go on, of whatever day.
struct OpenCommands {
    int64_t count = 0;
    int64_t oldest_us = 0;       // for how long the oldest goes on
    std::string oldest_id = {};  // empty: none is open
    // Their rows that wait, by reason, most first, at most kGroupsMax.
    std::vector<Group> waiting = {};
    friend bool operator==(const OpenCommands&, const OpenCommands&) = default;
};

struct Service {
    std::string name = {};
    bool live = false;                      // it answers, and says that it is
    bool ready = false;                     // it does its work
    std::vector<std::string> reasons = {};  // why it is not; at most kReasonsMax
    friend bool operator==(const Service&, const Service&) = default;
};
inline constexpr size_t kReasonsMax = 8;

struct Node {
    std::string name = {};
    bool running = false;
    bool memory_alarm = false;  // publishers are blocked, as by the next
    bool disk_alarm = false;
    std::optional<int64_t> memory_bytes = {};
    std::optional<int64_t> memory_bytes_max = {};  // above it the alarm
    std::optional<int64_t> disk_free_bytes = {};
    std::optional<int64_t> disk_free_bytes_min = {};  // below it the alarm
    std::optional<int64_t> up_seconds = {};
    friend bool operator==(const Node&, const Node&) = default;
};

struct Database {
    std::string version = {};
    int64_t up_seconds = 0;
    int64_t connections = 0;
    int64_t clock_ahead_us = 0;  // of ours, to within half the time that the answer took
    friend bool operator==(const Database&, const Database&) = default;
};

struct Overview {
    int64_t taken_us = 0;                     // wall clock, when the reading began
    int64_t took_us = 0;                      // until the last source had answered
    verdict::Verdict verdict = {};            // whether the books can be trusted
    Reading<std::vector<Alert>> alerts = {};  // critical ones first
    Reading<site::SiteState> site = {};
    Reading<site::TradingDay> day = {};  // where none is open: not known, for that reason
    // That the site is ACTIVE on a day that is over, as site::day_left_active says; empty: it is
    // not.
    [[nodiscard]] std::string left_active() const {
        return site::day_left_active(site.value, day.value, taken_us).value_or("");
    }
    Reading<std::vector<Queue>> queues = {};  // by name
    // By number: every partition that any source knows.
    std::vector<Partition> partitions = {};
    Reading<std::vector<Stream>> watermarks =
        {};  // why they are not in `partitions`, where they are not
    Reading<Parked> parked = {};
    Reading<int64_t> left_open = {};  // intraday positions that nobody squared off the day before
    Reading<int64_t> broken_glass = {};  // acts of one person alone that nobody has countersigned
    Reading<std::vector<Group>> notices = {};     // by state, in the order of a notice's life
    Reading<std::vector<Group>> own_orders = {};  // by state, in the order of an order's life
    Reading<OpenCommands> commands = {};
    // Sent and unanswered, by session: those without orders too.
    Reading<std::vector<InDoubt>> in_doubt = {};
    // Of which the exchange has contradicted itself: sessions that have any.
    Reading<std::vector<InDoubt>> contradicted = {};
    std::vector<Service> services = {};  // in the order of the configuration
    Reading<std::vector<Node>> broker = {};
    Reading<Database> database = {};
};

}  // namespace overview
