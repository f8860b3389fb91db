#pragma once

#include <functional>
#include <string>

#include "common/exits/changes.h"
#include "common/exits/transitions.h"

// The statements of common/exits, as they change one row in memory: the condition of each is
// written here once more, and test/integration/exits_table_test.cpp compares every kind of row with
// MariaDB.
namespace hostile {

struct Site {
    bool active = true;
    int64_t epoch = 1;
    bool day_is_over = false;  // that of the row, or another one is open
};

// As mark_rows and then fence_rows. True: it may go.
bool mark(exits::Exit& row, const std::string& mark, const Site& site, int64_t now_us);
bool put_back(exits::Exit& row, const std::string& mark, int64_t now_us);
bool withdraw(exits::Exit& row, int64_t now_us);
// As update_by_books.
void write_by_books(exits::Exit& row, const exits::Exit& moved);

// As the statement of the change; `row_of` gives the row of an id, or null. How many it has moved.
using RowOf = std::function<exits::Exit*(const std::string&)>;
using InBooks = std::function<bool(const std::string&)>;
uint64_t apply(const exits::Change& change, const RowOf& row_of, const InBooks& in_books,
               int64_t now_us);

}  // namespace hostile
