#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replay {

// A table of the books, as it is compared. Columns that are not the record's (who moved a
// watermark, when something was parked, what a position began the day with) are not among them.
struct Table {
    std::string_view name;
    std::vector<std::string_view> key;     // expressions that name a row
    std::vector<std::string_view> values;  // columns that must agree
    std::string_view bucket;               // SQL number by which rows are grouped
    std::string_view also;                 // a further condition
    bool by_account = false;               // has the column `account`
    bool by_partition = false;             // has the column `part`
    // Where the live books have it, if not in the table of that name alone.
    std::string_view live_rows = "";
};
const std::vector<Table>& tables();
// All tables of the books, in the order of their names in schemas/sql/0001_books.sql.
inline constexpr std::string_view kBooks[] = {
    "orders", "trades", "positions", "watermarks", "inbox", "parked", "orders_without_number"};

// Which rows of the tables are compared.
struct Scope {
    uint32_t day = 0;
    std::optional<int32_t> partition;
    int32_t partitions = 4;
    std::string account;  // "" all
    // Whether the table can be cut in this way.
    [[nodiscard]] bool covers(const Table& table) const;
};

inline constexpr int kBuckets = 256;

// Whose rows: what operators have done to them is told by the live books alone.
enum class Side { Live, Shadow };
// All that the ledger has parked, also what operators have settled since.
inline constexpr std::string_view kParkedEver =
    "(SELECT digest,part,source,day,seq FROM parked UNION "
    "SELECT digest,part,source,day,seq FROM parked_settled) AS parked";

// The SQL of the comparison. Pure. Tables are named without a database.
// Rows: bucket, number of rows, checksum over all of them.
std::string select_checksums(const Table& table, const Scope& scope, Side side);
// Rows of one bucket: the key's columns, then the values.
std::string select_bucket(const Table& table, const Scope& scope, int bucket, Side side);

}  // namespace replay
