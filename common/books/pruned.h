#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"

namespace books {

// What `backstopctl prune` has deleted of tables that a replay compares with the record. The prune
// notes it in the transaction that deletes, so a replay of such a day names only what neither the
// books have nor the prune has taken. Tables `pruned` and `pruned_parked`.

// As in the ENUM column pruned.of_table.
enum class PrunedTable { Inbox, OrdersWithoutNumber };

struct PrunedKey {
    PrunedTable table{};
    uint32_t day = 0;
    std::string source;  // of the inbox; of orders without a number the account, "": of all
    int32_t part = 0;    // of orders without a number
    friend auto operator<=>(const PrunedKey&, const PrunedKey&) = default;
};
// Of some rows, in whatever order.
struct RowSum {
    int64_t rows = 0;
    uint64_t checksum = 0;  // the sum of those of the rows
    void add(const RowSum& more) { rows += more.rows, checksum += more.checksum; }
    friend bool operator==(const RowSum&, const RowSum&) = default;
};
using PrunedRows = std::map<PrunedKey, RowSum>;

// SQL: day, source, part and checksum of a row, for the RETURNING of a DELETE. Pure.
std::string pruned_columns(PrunedTable table);
// SQL: the same of all rows of a day, as read_row_sums reads them: of the inbox by source, of
// orders without a number by partition, or of one account where it is named. Pure.
std::string select_row_sums(PrunedTable table, uint32_t day, std::string_view account = {});
// Rows of pruned_columns.
PrunedRows pruned_rows(PrunedTable table, const std::vector<db::Row>& rows);
PrunedRows read_row_sums(PrunedTable table, const std::vector<db::Row>& rows);

// Inside the transaction that deletes.
[[nodiscard]] base::Status note_pruned(db::Session& session, const PrunedRows& deleted,
                                       int64_t now_us);
// The same of rows of `parked_settled`. `rows`: of pruned_parked_columns.
inline constexpr const char* kPrunedParkedColumns = "HEX(digest),day";
[[nodiscard]] base::Status note_pruned_parked(db::Session& session,
                                              const std::vector<db::Row>& rows, int64_t now_us);

[[nodiscard]] std::string select_pruned(uint32_t day);
[[nodiscard]] PrunedRows read_pruned(const std::vector<db::Row>& rows);

}  // namespace books
