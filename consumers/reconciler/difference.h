#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/reconciler/day_books.h"

namespace reconciler {

enum class Kind { Altered, Missing, Extra };
inline constexpr std::string_view kKindNames[] = {"altered", "missing", "extra"};

// A row that the live books have otherwise than the record.
struct Difference {
    std::string account;
    Table table{};
    Kind kind{};
    uint64_t key_hash = 0;
    std::string key;       // as in the live books; '' where they have no such row
    int64_t since_us = 0;  // wall clock, when it was first seen
};

// Of the table `differences`: what stands there of these accounts goes, and these rows come.
struct Correction {
    std::set<std::string> accounts;
    std::vector<Difference> rows;
};

// How a partition stands after a round.
struct Standing {
    bool compared = false;  // in this round
    bool incomplete = false;
    int64_t accounts = 0;   // that the record knows
    int64_t differing = 0;  // of them, and of those that only the books know
    int64_t unlisted = 0;   // of those that differ: without a row that is listed
    // The reconciler has not looked at all accounts twice since it began: what an earlier one has
    // found of this day counts as long.
    bool begins = false;
    bool settled = true;  // nothing that differs has been seen once only
    // For how long every account has been compared; absent: an earlier reconciler may know.
    std::optional<int64_t> swept_ago_us = {};
};

}  // namespace reconciler
