#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/session.h"

namespace replay {

struct Compared {
    std::string_view column;
    std::string sql;  // its value as a text
};

// A table of the books, as it is compared: its columns are those of books::record_tables.
struct Table {
    std::string_view name;
    std::vector<Compared> key;
    std::vector<Compared> values;
    std::string_view bucket;    // SQL number by which rows are grouped
    std::string_view also;      // a further condition
    bool by_account = false;    // has the column `account`
    bool by_partition = false;  // has the column `part`
    // Where the rows are, if not in the table of that name.
    std::string_view live_rows = "";
    std::string_view shadow_rows = "";
};
// In the order of kBooks.
const std::vector<Table>& tables();
const Table& parked_table();
// All tables of the books, in the order of their names in schemas/sql/0001_books.sql.
inline constexpr std::string_view kBooks[] = {
    "orders",   "trades", "positions", "watermarks", "inbox", "parked", "orders_without_number",
    "backdated"};

// What goes with them when books are exchanged: computed from them, not compared.
inline constexpr std::string_view kComputed[] = {"parked_bytes"};

// Which rows of the tables are compared.
struct Scope {
    uint32_t day = 0;
    std::optional<int32_t> partition;
    int32_t partitions = 4;
    std::string account;  // "" all
    // By table, a condition on what is compared of it, where some was pruned.
    std::map<std::string_view, std::string> but_for = {};
    // Whether the table can be cut in this way.
    [[nodiscard]] bool covers(const Table& table) const;
};

inline constexpr int kBuckets = 256;

// Whose rows: what operators have done to them is told by the live books alone.
enum class Side { Live, Shadow };

// The SQL of the comparison. Pure. Tables are named without a database.
// Rows: bucket, number of rows, checksum over all of them.
std::string select_checksums(const Table& table, const Scope& scope, Side side);
// Rows of one bucket: the key's columns, then the values.
std::string select_bucket(const Table& table, const Scope& scope, int bucket, Side side);
// One row, where the scope has any row in the table, also one that is not compared.
std::string select_any(const Table& table, const Scope& scope);

// What the ledger has parked altogether, also what operators have settled since. Rows: as those of
// a bucket. `digests`: in hexadecimal; not none.
std::string select_parked(const std::vector<std::string>& digests, Side side);
// Digests in hexadecimal, ascending, behind `above`, of what was parked without a trading day:
// nobody could read one. Of the shadow.
std::string select_unread(const Scope& scope, const std::string& above, size_t limit);
// How many parked rows of the shadow were pruned of the live books.
std::string count_pruned_parked(const Scope& scope);
// A row, where the shadow has parked something without a number that the live books have not.
std::string select_unread_missing(const std::string& shadow);

}  // namespace replay
