#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/db/session.h"
#include "producers/replay/bounds.h"
#include "producers/replay/compare.h"

namespace replay {

// Rows of a table, as they are shown.
struct BookRows {
    std::string table;
    std::vector<std::string> columns;
    std::vector<db::Row> rows;
};

// Rows that the record tells of and that the live books have not, because they were pruned.
struct PrunedOf {
    std::string table;
    int64_t rows = 0;
};

// What a replay came to. Pure.
struct Report {
    std::string action;     // verify, shadow, swap, rehearse
    std::string selection;  // Selection::text
    uint32_t day = 0;
    std::string shadow;    // the database that was built, where it is kept
    bool resumed = false;  // went on with what an earlier run had built
    bool stopped = false;
    int64_t messages = 0;
    int64_t events = 0;      // of the day that were looked at
    int64_t applied = 0;     // written
    int64_t duplicates = 0;  // told as repeats
    int64_t refused = 0;     // parked, as the ledger had to
    int64_t left = 0;        // in the record, not in the live books yet: not compared
    int64_t fold_us = 0;     // reading and writing
    int64_t us = 0;          // all of it
    int64_t peak_memory_kb = 0;
    std::vector<Hole> gaps;
    bool compared = false;
    std::vector<std::string> tables;  // that were compared
    std::vector<Difference> differences;
    bool differences_cut = false;    // there are more
    std::vector<PrunedOf> pruned;    // what was pruned of these books, and of nothing else
    std::vector<BookRows> books;     // of an account at a moment
    std::string old_books;           // the database that keeps what a swap has replaced
    int64_t paused_us = 0;           // for so long a swap had the ledgers wait
    int64_t openings_corrected = 0;  // positions that later days began with
    std::string failure;             // why it failed, where it did
    bool asked = false;              // no failure: another person must agree, `failure` says how

    [[nodiscard]] bool good() const {
        return failure.empty() && gaps.empty() && differences.empty() && !stopped;
    }
};

std::string text_of(const Report& report);
std::string json_of(const Report& report);

}  // namespace replay
