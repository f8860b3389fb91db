#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "consumers/squareoff/cutoff_rules.h"
#include "consumers/squareoff/store.h"

namespace squareoff {

// A command under an id that stands for another instruction.
struct Conflict {
    const Arrived* arrived = nullptr;
    std::string field;  // in which it says something else
};

// What a transaction has read, and what it decides on.
struct Store::Present {
    Surroundings now;
    uint32_t open_day = 0;
    account::Instruments instruments;
    CutoffRules cutoffs;  // where `now` points at them
    std::map<std::string, Account> accounts;
    std::set<std::string> fresh;      // ids of commands that arrived with this transaction
    std::vector<Attempt> attempts;    // of those, what the clock has given
    std::vector<Conflict> conflicts;  // commands under an id that stands for something else
    // Ids of commands of a past day that nobody can read: they end without a notice.
    std::vector<std::string> illegible;
};

}  // namespace squareoff
