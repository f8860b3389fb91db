// The one list of what is compared with the record. That it is the schema's is seen by
// test_compared.
#include "common/books/record_columns.h"

#include <doctest/doctest.h>

#include <set>

TEST_CASE(
    "books/record_columns: each column once, each table with a key, a reason where left out") {
    for (const books::RecordTable& table : books::record_tables()) {
        CAPTURE(table.name);
        std::set<std::string_view> names;
        bool has_key = false;
        for (const books::Column& column : table.columns) {
            CAPTURE(column.name);
            CHECK(names.insert(column.name).second);
            has_key = has_key || column.use == books::Use::Key;
            CHECK((column.use == books::Use::Left) != column.why.empty());
        }
        CHECK(has_key);
        CHECK(&books::record_table(table.name) == &table);
    }
}
