#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/cutoffs/attempts.h"

namespace squareoff {

// The SQL of cut-offs. Pure. Source of the tables: schemas/sql/0034_cutoffs.sql.

struct Share {
    int32_t partition = 0;
    int32_t partitions = 1;
};

inline constexpr std::string_view kAttemptPrefix = "cutoff:";
// The next attempt for an account. With the epoch: what a fence has stopped is done under the next
// activation. With its number: no two attempts are one command.
std::string timed_command_id(const cutoffs::Market& market, uint32_t day, int64_t epoch,
                             const std::string& account, uint32_t attempt);

// Accounts are looked through in pages: no index says who has something open, and nobody is to wait
// for a look at all of them.
struct Page {
    std::string after;  // behind this account
    std::string last;   // up to this one
};
// The last of the next `accounts_max` accounts behind this one that have positions or orders, of
// whatever day; NULL: there are none.
std::string select_page(const std::string& after, size_t accounts_max);

// Open positions of the day in these markets: (exchange, segment, product, count).
std::string select_open_markets(const std::vector<cutoffs::Standing>& past, uint32_t day,
                                const Share& share, const Page& page);
// Who has an open position in one of these markets, or a pending order that is none of ours, and
// whose next attempt may begin: (account, exchange, segment, product, attempts made).
std::string select_due_positions(const cutoffs::Moment& moment,
                                 const std::vector<cutoffs::Standing>& due,
                                 const cutoffs::Pace& pace, const Share& share, const Page& page);
std::string select_due_orders(const cutoffs::Moment& moment,
                              const std::vector<cutoffs::Standing>& due, const cutoffs::Pace& pace,
                              const Share& share, const Page& page);

// The accounts of these with orders of the main site that have moved since then, by the exchange's
// time: (account, exchange, segment). Those that our own cancels have ended do not count.
std::string select_moving(const std::vector<std::string>& accounts, uint32_t day, int64_t since_us);

// The last attempts of these accounts: (account, exchange, segment, product, number, whether
// another one may begin beside what is left of it).
std::string select_last(const std::vector<std::string>& accounts, const cutoffs::Moment& moment);

// An attempt that has its command.
struct Attempt {
    cutoffs::Market market;
    uint32_t number = 0;
    uint32_t day = 0;
    std::string account;
    std::string command_id;
};
// Whose outcome is to be told.
struct ToTell {
    Attempt last;       // without the id of its command
    uint32_t told = 0;  // of so many attempts it was told before
};
// None where there are no attempts. A row moves by one attempt at a time.
std::vector<std::string> upsert_attempts(const std::vector<Attempt>& attempts, int32_t partition);

// Whose outcome is to be told now: (day, exchange, segment, product, account, attempts, told), at
// most `most`: the last attempt has ended, and nothing is left to be tried, or nothing may be.
std::string select_to_tell(const std::vector<cutoffs::Standing>& going_on, uint32_t day,
                           int32_t partition, size_t most);
// Commands of the clock, of all attempts: (body, state, reason, accepted_us, ended_us).
std::string select_attempts_of(const std::vector<std::string>& accounts, uint32_t day);
std::string note_told(const Attempt& attempt);

}  // namespace squareoff
