#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "consumers/reconciler/day_books.h"
#include "consumers/reconciler/difference.h"

namespace reconciler {

// The SQL of the reconciler. Pure. The texts that are summed are those of row_hash.h; a test holds
// the two together.

std::string select_marks(uint32_t day, size_t limit);
std::string select_passed(uint32_t day, size_t limit);
// The place of a row of `inbox` within its day, in the order of its key.
struct InboxPlace {
    std::string source;
    std::string id;
    std::string content;
};
std::string select_inbox(uint32_t day, int64_t applied_since_us, const InboxPlace& above,
                         size_t limit);

// At most `limit` accounts above `above` that have rows in the table, whatever the day.
std::string select_accounts(Table table, const std::string& above, size_t limit);

// account, rows, sum of checksums; of `Trades` also the same of `Endings`. `accounts`: not empty.
std::string select_digests(Table table, uint32_t day, const std::vector<std::string>& accounts);
// key, checksum.
std::string select_rows(Table table, uint32_t day, const std::string& account, size_t limit);

// The table `differences`: what stands there of these accounts, at least one, is replaced.
std::string forget_differences(int32_t partition, int32_t partitions,
                               const std::set<std::string>& accounts);
// account, day, book, kind, key_hash; by account.
std::string select_differences(int32_t partition, int32_t partitions, size_t limit);
// By which a row is told from others of its account.
std::string line_of(uint32_t day, std::string_view book, std::string_view kind,
                    std::string_view key_hash);
std::string line_of(uint32_t day, const Difference& one);
std::string note_round(int32_t partition, uint32_t day, const Standing& standing);
std::string insert_differences(int32_t partition, uint32_t day,
                               const std::vector<Difference>& differences);

}  // namespace reconciler
