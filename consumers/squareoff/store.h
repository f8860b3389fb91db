#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/exchange_clock.h"
#include "common/books/parked.h"
#include "common/cutoffs/attempts.h"
#include "common/db/session.h"
#include "consumers/squareoff/command_state.h"
#include "consumers/squareoff/cutoff_statements.h"
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
    std::optional<Attempt> attempt = {};  // where the clock has given it
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
        cutoffs::Pace pace = {};
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
    // Commands that the database's clock gives: the next attempt of each account that has something
    // open after a cut-off (docs/cutoffs.md). Accounts are looked through in pages of so many, one
    // for each call, in rounds: call it again at once where there are more. `mono_us`: of the clock
    // that never goes back, by which rounds follow each other.
    struct Timed {
        std::vector<Arrived> commands;
        std::vector<cutoffs::Standing> due;  // cut-offs that are being done
        // Open positions of markets whose cut-off is past; absent while a round goes on.
        std::optional<std::map<cutoffs::Market, int64_t>> open;
        bool unconfirmed = false;  // the activation is of an earlier day
        std::string why_not = {};  // no cut-off is done now; empty: they are
        bool more = false;
    };
    [[nodiscard]] base::Result<Timed> timed(uint32_t day, size_t page_accounts, int64_t mono_us,
                                            int64_t now_us = 0);  // as Work::now_us
    // Tells customers, once, what has come of a cut-off: where nothing is left to be tried, or
    // nothing more is tried because the market is not among those that are due. Once for a round:
    // none while `look`, the last one, has more of it. At most so many accounts; how many were seen
    // to.
    [[nodiscard]] base::Result<size_t> tell_cutoffs(uint32_t day, const Timed& look, size_t most);

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
    base::Status read_rows(const std::map<std::string, CommandState*>& by_id);
    base::Status look_through(const cutoffs::Moment& moment,
                              const std::vector<cutoffs::Standing>& past,
                              const std::vector<cutoffs::Standing>& due, const Page& page,
                              Timed& timed);
    void end_round(Timed& timed);
    base::Status drop_unknown(const cutoffs::Moment& moment, std::vector<cutoffs::Standing>& due);
    base::Result<size_t> tell_in_transaction(const std::string& which);
    base::Status tell_of_day(uint32_t day, const std::vector<ToTell>& all, Surroundings now);
    base::Result<std::vector<CommandState>> read_attempts(const std::vector<std::string>& accounts,
                                                          uint32_t day);
    // What holds for attempts of the clock, where the transaction has such.
    base::Status read_cutoffs(const Work& work, Present& present);
    base::Status read_moving(const std::vector<std::string>& accounts, Present& present);
    base::Status read_last(const std::vector<std::string>& accounts, Present& present);
    base::Result<cutoffs::Moment> read_moment(int64_t now_us);
    base::Result<std::vector<cutoffs::Standing>> read_standings(const cutoffs::Moment& moment);
    // Whether the partition's books tell of the main site's orders as they are.
    base::Result<bool> books_are_up_to_date(const cutoffs::Moment& moment);
    void take_new(const Work& work, std::map<std::string, std::string> known, Present& present,
                  Outcome& outcome);
    void name_planned(const std::string& account, const account::View& view, int64_t now_us,
                      bool open, Outcome& outcome);
    base::Status write(const Work& work, Present& present, Outcome& outcome);
    base::Status execute_all(const std::vector<std::string>& statements);
    base::Status write_attempts(const Present& present);
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
    // Of a round through the accounts after a cut-off: behind which one the next page begins, ""
    // where none goes on; what was counted; and when the last one began, of the clock that never
    // goes back.
    std::string page_from_;
    std::map<cutoffs::Market, int64_t> counted_;
    std::optional<int64_t> round_begun_us_;
};

}  // namespace squareoff
