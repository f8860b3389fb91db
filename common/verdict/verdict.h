#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Can the books be trusted? One pure function over what is known of the site at one moment. Its
// table is docs/verdict.md, which a test walks.
namespace verdict {

// Beyond these, a deviation counts.
struct Limits {
    int64_t differing_permille_max = 10;     // of the day's accounts; one account is never too many
    int64_t behind_us_max = 30'000'000;      // a stream whose recorded events are not in the books
    int64_t compared_us_max = 300'000'000;   // since the reconciler compared a partition, or totals
    int64_t silent_us_max = 60'000'000;      // the drop copy, in market hours
    int64_t clock_us_max = 1'000'000;        // the database's clock and ours
    int64_t session_down_us = 3'000'000;     // a gateway's session: a new logon takes a moment
    int64_t gateway_silent_us = 15'000'000;  // since it wrote of its sessions; it does every 2 s
    int64_t market_from_s = 33'300;          // 09:15, second of the exchange's day
    int64_t market_to_s = 55'800;            // 15:30
};

// One partition of the open day, as the tables tell it. Times: the database's clock, microseconds.
struct Partition {
    int64_t number = 0;
    int64_t missing = 0;      // recorded events that are not in the books
    int64_t stood_us = 0;     // for how long the books have lacked them and stood still
    int64_t compared_us = 0;  // when the reconciler last compared it; 0: never on this day
    int64_t accounts = 0;     // that the reconciler knows
    int64_t differing = 0;    // accounts that differ from the record
    int64_t unlisted = 0;     // of those: accounts that `differences` does not name
    bool incomplete = false;  // the record lacks events that the books have
    int64_t swept_us = 0;     // every account has been compared at that time or later; 0: not all
    bool settled = true;      // nothing that differs has been seen once only
    // How long ago an earlier reading has seen that nothing was missing; absent where none has.
    std::optional<int64_t> whole_us = {};
    int64_t gap_us = 0;  // age of the oldest number that a ledger waits for, as it tells
    friend bool operator==(const Partition&, const Partition&) = default;
};

// What an operator has said of a partition, on whatever day.
struct Pause {
    int64_t partition = 0;
    std::string by;
    std::string reason;
    int64_t since_us = 0;
    int64_t resumed_us = 0;  // 0: it is paused; else since when it catches up, and exits wait
    friend bool operator==(const Pause&, const Pause&) = default;
};

struct Account {
    std::string name;
    int64_t partition = 0;
    int64_t differing = 0;  // rows that the record has otherwise
    int64_t parked = 0;     // events that the books are without
    int64_t holding = 0;    // of all: those for which exits are held, or something of them
    int64_t edited = 0;     // events that the books have as a person has changed them
    friend bool operator==(const Account&, const Account&) = default;
};

// How many instruments' totals differ from those of the exchange.
struct Exchange {
    std::string name;
    int64_t differing = 0;
    friend bool operator==(const Exchange&, const Exchange&) = default;
};

// Whether the exchange's totals are compared at all, as the reconciler has said.
struct Totals {
    bool wanted = true;       // its configuration names a page or a file
    std::string reason;       // why not, or why the last comparison came to no end; empty: it did
    int64_t since_us = 0;     // of that
    int64_t compared_us = 0;  // the last one that did; 0: none
    friend bool operator==(const Totals&, const Totals&) = default;
};

struct Session {
    enum class Kind { Orders, DropCopy };
    std::string name;
    Kind kind = Kind::Orders;
    bool logged_on = false;
    int64_t silent_us = 0;      // DropCopy: since its last message
    std::string exchange = {};  // Orders: which it leads to, where the tables say so
    friend bool operator==(const Session&, const Session&) = default;
};

struct Inputs {
    std::string unread;  // why the tables could not be read; empty: they were
    int64_t now_us = 0;  // the database's clock
    uint32_t day = 0;    // that is open, yyyymmdd; 0: none
    int64_t day_opened_us = 0;
    bool booked = false;            // the books have events of the day
    bool recorded = false;          // the record has some
    int64_t missing_files = 0;      // of the day's record, that somebody has taken away
    bool today_has_events = false;  // books or record have some of the exchanges' date
    std::vector<Partition> partitions;
    std::vector<Pause> pauses;      // by partition
    std::vector<Account> accounts;  // with something wrong; at most kAccountsMax
    bool more_accounts = false;     // there are more than those
    int64_t nameless_parked = 0;    // parked events of nobody knows whom; at most kNamelessMax + 1
    std::vector<Exchange> exchanges;
    std::optional<Totals> totals;           // absent: nobody has said
    std::vector<Session> sessions;          // empty where no service was asked
    std::vector<std::string> helpers_down;  // archive, console, notices: what exits do not need
    std::optional<int64_t> clock_apart_us;  // the database's clock less ours
    // For how long the reconciler that runs has compared nothing, from its start on; absent where
    // it was not asked.
    std::optional<int64_t> comparing_us;
};
inline constexpr int64_t kAccountsMax = 1'000;
inline constexpr int64_t kNamelessMax = 1'000;

enum class Trust { Trusted, Exceptions, NotTrusted };
inline constexpr std::array<std::string_view, 3> kTrustNames{"TRUSTED", "EXCEPTIONS",
                                                             "NOT_TRUSTED"};
constexpr std::string_view name_of(Trust trust) { return kTrustNames[static_cast<size_t>(trust)]; }

enum class Scope { Account, Partition, Exchange, Session, Site };
inline constexpr std::array<std::string_view, 5> kScopeNames{"account", "partition", "exchange",
                                                             "session", "site"};
constexpr std::string_view name_of(Scope scope) { return kScopeNames[static_cast<size_t>(scope)]; }

// One reason. Trusted: it is told, and changes nothing.
struct Finding {
    Trust trust = Trust::Trusted;
    Scope scope = Scope::Site;
    std::string name;    // of the account, partition, exchange or session; empty: the site
    std::string reason;  // a sentence without its end
    bool holds = false;  // the square-off keeps exits of the scope back, and says so
    friend bool operator==(const Finding&, const Finding&) = default;
};

struct Verdict {
    Trust trust = Trust::Trusted;
    std::vector<Finding> findings;  // the worst first
    int64_t accounts = 0;           // excepted ones
    int64_t partitions = 0;
    int64_t exchanges = 0;
    int64_t sessions = 0;        // of the drop copy
    bool more_accounts = false;  // than are counted
    // How long ago the oldest comparison of any account may be; absent: not all have been compared.
    std::optional<int64_t> compared_ago_us = {};
    friend bool operator==(const Verdict&, const Verdict&) = default;
};

// Pure.
Verdict judge(const Inputs& inputs, const Limits& limits);

// For how long the books of a partition have been behind, which is told in one way everywhere: 0
// where the record has nothing that they have not, however long the stream has been quiet; and 0
// while it is paused, which is told as a pause and is no age of missing events. Pure.
int64_t behind_us(const Partition& partition, bool paused);
bool is_paused(const Inputs& inputs, int64_t partition);

// "paused by asha since 2026-08-03 09:15:00 IST: a look; 120 recorded events wait". Pure.
std::string pause_text(const Pause& pause, int64_t missing);

// "EXCEPTIONS: 1 account, 2 partitions". Pure.
std::string headline(const Verdict& verdict);
// "every account compared in the last 12 s"; empty where not all have been. Pure.
std::string compared_text(const Verdict& verdict);
// "account A1: 2 rows differ from the record". Pure.
std::string sentence_of(const Finding& finding);

enum class Activation { Activates, Refuses, PagesAndWaits };
// By a person, and by the site itself.
Activation by_hand(Trust trust);
Activation by_itself(Trust trust);

}  // namespace verdict
