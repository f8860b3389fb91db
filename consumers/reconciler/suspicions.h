#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "consumers/reconciler/book_reader.h"

namespace reconciler {

// What the comparisons of one partition have come to. An account that differs once is suspected;
// the next round looks at it again, row by row, and only what differs then, too, counts. No clock,
// no I/O; one thread at a time.
class Suspicions {
  public:
    // `moment` and `books` are of the same place in every stream. `now_us`: wall clock.
    void compare(const Moment& moment, const DayBooks& books, int64_t now_us);
    void clear() { accounts_.clear(); }

    // To be looked at in every round until they are equal.
    [[nodiscard]] std::set<std::string> accounts() const;
    // Suspected ones that have not been looked at again yet.
    [[nodiscard]] bool unconfirmed() const;
    // Of them at most `most`, those first that were looked at row by row longest ago.
    [[nodiscard]] std::vector<std::string> to_be_detailed(size_t most) const;
    // Rows that differ for sure, of all accounts at most `most`: one of each account comes first.
    [[nodiscard]] std::vector<Difference> confirmed(size_t most) const;
    [[nodiscard]] int64_t confirmed_count() const;
    // Accounts that differ for sure.
    [[nodiscard]] int64_t confirmed_accounts() const;

  private:
    struct Suspect {
        bool confirmed = false;
        int64_t since_us = 0;
        int64_t differing = 0;         // rows, or tables where the rows are not known
        std::vector<Difference> rows;  // as last seen
        uint64_t detailed = 0;         // in which comparison; 0: never
    };

    std::map<std::string, Suspect> accounts_;
    uint64_t comparisons_ = 0;
};

// The rows of one account that are not the same on both sides. Pure.
std::vector<Difference> differing_rows(const std::string& account, const LiveRows& live,
                                       const DayBooks& books);

}  // namespace reconciler
