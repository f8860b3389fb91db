#pragma once

#include <string_view>
#include <vector>

namespace books {

// How a comparison of the live books with the record treats a column.
enum class Use { Key, Compared, Left };
// The kind of a value decides how it is written where rows are compared as texts.
enum class Value { Plain, Choice, Bytes };

struct Column {
    std::string_view name;
    Use use{};
    Value value{};
    std::string_view why = "";  // where it is left out
};

// A table of the books, with each of its columns in one order.
struct RecordTable {
    std::string_view name;
    std::vector<Column> columns;
};

// The tables that the record tells of: the one list from which backstop-replay and the reconciler
// make their statements. A column of the schema that is not here fails test_compared.
const std::vector<RecordTable>& record_tables();
// One of them; must exist.
const RecordTable& record_table(std::string_view name);

}  // namespace books
