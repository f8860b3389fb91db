#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/exchange_clock.h"
#include "common/books/parked.h"
#include "common/db/session.h"
#include "consumers/squareoff/command_state.h"
#include "consumers/squareoff/result_notices.h"
#include "consumers/squareoff/statements.h"

namespace squareoff {

// An account about which something has been heard. Where the news came with a number in a stream,
// the books must have reached it before they are read.
struct Touch {
    std::string account;
    std::string source;  // "": the books need not wait
    int64_t seq = 0;
};
using Watermarks = std::map<std::string, int64_t>;  // of the partition's streams, by source

struct Arrived {
    events::Command command;
    std::string body;
};
struct Unreadable {
    std::string body;
    std::string reason;
};

// The work of one transaction.
struct Work {
    std::vector<Arrived> commands;
    std::vector<Unreadable> unreadable;
    std::vector<Touch> touched;
    uint32_t day = 0;  // that is open; 0: none, and every command is refused
    // Not 0: another day, whose commands `touched` have, or have had. They are looked at on its
    // books, and end as on a day that is over.
    uint32_t past_day = 0;
    int64_t now_us = 0;  // 0: what the database's clock says; tests give a time of their own
};

struct Outcome {
    int64_t now_us = 0;                                       // of the transaction
    std::map<std::string, std::vector<std::string>> to_send;  // session -> client order ids
    std::vector<Touch> not_yet;                               // the ledger has not come so far
    // Accounts whose commands or orders go on: when to look at them again without being told, and
    // how many orders of ours have not ended.
    struct Open {
        int64_t look_us = 0;
        size_t awaited = 0;
    };
    std::map<std::string, Open> open;
    std::set<std::string> finished;          // accounts without an open command or order now
    std::shared_ptr<const Watermarks> seen;  // how far the books were that it was decided on
    size_t accepted = 0;
    size_t refused = 0;
    size_t repeats = 0;
    size_t conflicts = 0;  // under an id that stands for another instruction
    size_t planned = 0;
    size_t ended_rows = 0;
    size_t surprises = 0;   // orders of ours that the books have otherwise than told
    size_t parked_cut = 0;  // unreadable, kept without their whole bodies
};

// Commands and exits in the database, as one partition's worker sees them. One thread at a time;
// calls block.
//
// A transaction first takes the partition's lock, so that whatever process runs it, plans of one
// account are made one after the other; then it reads everything at one moment and writes what
// `advance` decides. Nothing is kept in between: a process that was stopped for a while reads anew.
class Store {
  public:
    struct Context {
        db::DatabaseConfig database;
        int32_t partition = 0;
        int32_t partitions = 1;
        Limits limits;
        std::map<events::Exchange, std::string> sessions;
        NoticeSettings notices = {};
        uint32_t day = 0;  // 0: the one that is open
        int64_t utc_offset_s = base::kExchangeOffsetS;
        books::ParkedLimits parked = {};
    };
    explicit Store(Context context);

    [[nodiscard]] base::Status connect();
    void close() { session_.close(); }

    // The trading day that is open; 0: none.
    [[nodiscard]] base::Result<uint32_t> read_day();
    // Accounts whose commands go on from other days than this one, behind `after`, at most so many
    // of them: by day and account.
    using Places = std::vector<std::pair<uint32_t, std::string>>;
    [[nodiscard]] base::Result<Places> left_open(uint32_t day, const Places::value_type& after,
                                                 size_t accounts_max);
    // Accounts with commands of the day, or orders of whatever day, that go on: after a start.
    [[nodiscard]] base::Result<std::vector<std::string>> open_accounts(uint32_t day);
    // Retryable, and nothing is done, where another day than `work.day` is open.
    [[nodiscard]] base::Result<Outcome> run(const Work& work);
    // Commands that the database's clock gives: see the table `cutoffs`. None where the site is not
    // active. The clock of another date than the day's says nothing of its cut-offs.
    struct Timed {
        std::vector<Arrived> commands;
        bool other_date = false;
    };
    [[nodiscard]] base::Result<Timed> timed(uint32_t day, size_t accounts_max,
                                            int64_t now_us = 0);  // as Work::now_us

  private:
    struct Present;  // what a transaction has read
    base::Result<Outcome> in_transaction(const Work& work);
    base::Status lock_partition();
    base::Status read_site(Surroundings& now);
    base::Status look_back(uint32_t day, Surroundings& now);
    base::Result<std::vector<std::string>> reached(const Work& work, Outcome& outcome);
    // Those of the commands that have arrived before: id -> body.
    base::Result<std::map<std::string, std::string>> known_commands(const Work& work);
    base::Status read_accounts(const std::vector<std::string>& accounts, Present& present);
    base::Status read_told(Present& present);
    base::Status read_commands(const std::vector<std::string>& accounts, Present& present);
    void take_new(const Work& work, std::map<std::string, std::string> known, Present& present,
                  Outcome& outcome);
    void name_planned(const std::string& account, const account::View& view, int64_t now_us,
                      bool open, Outcome& outcome);
    base::Status write(const Work& work, Present& present, Outcome& outcome);
    base::Status require_ends(const std::vector<exits::Exit>& moved);
    base::Status park(const std::vector<Unreadable>& bodies, int64_t now_us, Outcome& outcome);
    base::Status answer(const Unreadable& refused, int64_t now_us);
    base::Status write_conflicts(const Present& present);
    struct Stray {
        std::string booked_for;
        exits::Exit row;
    };
    base::Status doubt(const std::vector<Stray>& strays, int64_t now_us, Outcome& outcome);

    const Context context_;
    db::Session session_;
    std::vector<account::Protection> protections_;  // read at each connect
    // When planned rows of an account were last named again: no look does it for the same ones as
    // the look before, or the gateway's queue is full of one account. Lost with the process.
    std::map<std::string, int64_t> named_us_;
};

}  // namespace squareoff
