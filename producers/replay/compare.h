#pragma once

#include <string>
#include <vector>

#include "common/db/session.h"
#include "producers/replay/bounds.h"
#include "producers/replay/tables.h"

namespace replay {

// A row that differs between the live books and the record's.
struct Difference {
    std::string table;
    std::string key;       // the key's columns, with commas between them
    std::string kind;      // missing: not in the live books; extra: not in the record; altered
    std::string column;    // where altered
    std::string live;      // the column's value, where altered
    std::string replayed;  // the same
    friend bool operator==(const Difference&, const Difference&) = default;
};

// Buckets whose number of rows or checksum differ, ascending. In: rows of select_checksums. Pure.
std::vector<int> differing_buckets(const std::vector<db::Row>& live,
                                   const std::vector<db::Row>& replayed);

// Streams of which the live books have not got what the record had: their row in `watermarks`
// differs, live and as it should be. Pure.
std::vector<Difference> behind_heads(const Marks& heads, const Marks& live, uint32_t day);

// In: rows of select_bucket, in any order. Each altered column is a difference of its own. Sorted
// by key. Pure.
std::vector<Difference> differences_of(const Table& table, const std::vector<db::Row>& live,
                                       const std::vector<db::Row>& replayed);

}  // namespace replay
