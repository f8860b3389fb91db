#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "consumers/reconciler/book_reader.h"

namespace reconciler {

// Accounts of a partition that are suspected at a time: what differs beyond them is not counted.
inline constexpr size_t kSuspectsMax = 10'000;
// Rows of an account and table that are compared one by one; of more the table differs as a whole.
inline constexpr size_t kDetailedRowsMax = 10'000;

// What the comparisons of one partition have come to. An account that differs once is suspected;
// the next round looks at it again, row by row, and only what differs then, too, counts. No clock,
// no I/O; one thread at a time.
class Suspicions {
  public:
    // `moment` and `books` are of the same place in every stream. `now_us`: wall clock.
    void compare(const Moment& moment, const DayBooks& books, int64_t now_us);
    void clear() {
        accounts_.clear();
        beyond_.clear();
        kept_rows_ = 0;
    }
    // Forgets what has differed once only.
    void forget_unconfirmed();

    [[nodiscard]] size_t size() const { return accounts_.size(); }
    // Of this share, to be looked at in every round until they are equal.
    [[nodiscard]] std::set<std::string> accounts(const Share& share = {}) const;
    // Whether some have not been looked at again yet.
    [[nodiscard]] bool unconfirmed() const;
    // Which rows of them differ is not known: not looked at again, or not row by row, or too many.
    [[nodiscard]] std::set<std::string> undecided() const;
    // Of them at most `most`, those first that were looked at row by row longest ago.
    [[nodiscard]] std::vector<std::string> to_be_detailed(size_t most,
                                                          const Share& share = {}) const;
    // Rows that differ for sure, of all accounts at most `most`: all of an account, or one without
    // a key that stands for all.
    [[nodiscard]] std::vector<Difference> confirmed(size_t most) const;
    [[nodiscard]] int64_t confirmed_count() const;
    // Accounts that differ for sure.
    [[nodiscard]] std::set<std::string> confirmed_names() const;

  private:
    struct Suspect {
        bool confirmed = false;
        int64_t since_us = 0;
        int64_t differing = 0;         // rows, or tables where the rows are not known
        std::vector<Difference> rows;  // as last seen, the first of them
        uint64_t detailed = 0;         // in which comparison; 0: never
    };

    void keep_rows(Suspect& suspect, std::vector<Difference> rows);

    std::map<std::string, Suspect> accounts_;
    std::set<std::string> beyond_;  // of the last comparison: they differ, and there is no room
    size_t kept_rows_ = 0;
    uint64_t comparisons_ = 0;
};

// Accounts whose rows in the table `differences` are not those that are found at this moment:
// whoever wrote there, an earlier reconciler, another one or a hand, exits are held by it. Nothing
// is said of accounts that are not compared now, and of the undecided ones. Pure.
Correction correction_of(const Moment& moment, const std::vector<Difference>& found,
                         const std::set<std::string>& undecided);
// Which accounts have their rows in the table once it is corrected. Pure.
std::set<std::string> listed_after(const Moment& moment, const Correction& correction);

// The rows of one account, whose digests are these, that are not the same on both sides; of a table
// with more rows than kDetailedRowsMax one without a key. Pure.
std::vector<Difference> differing_rows(const std::string& account, const LiveRows& live,
                                       const Digests& digests, const DayBooks& books);

}  // namespace reconciler
