#pragma once

#include <string>
#include <vector>

#include "common/carry/openings.h"
#include "common/carry/steps.h"
#include "common/db/rows.h"

namespace carry {

// The SQL of this room. Pure. Source of the tables: schemas/sql/0001_books.sql, 0032_carried.sql.

// The next accounts that have ever held something, in alphabetical order.
std::string select_accounts(const std::string& above, size_t limit);
// Rows of both days of these accounts, as openings_of takes them; with the contracts' last days.
std::string select_rows(const Step& step, const std::vector<std::string>& accounts);
// Texts are views of `changes`.
db::Rows write_openings(uint32_t day, const std::vector<Opening>& changes);
// Rows that say nothing at all any more.
std::string delete_empty(uint32_t day, const std::vector<std::string>& accounts);
// Who began the day with something else than was corrected later; the first was stays.
db::Rows note_corrections(uint32_t day, const std::vector<Opening>& changes, int64_t now_us);

std::string select_corrections(uint32_t day, size_t limit);

std::string select_steps();
std::string insert_step(const Step& step, int64_t now_us);
std::string finish_step(uint32_t day, const Counts& counts, int64_t now_us);
// What is locked by whoever writes what the days of these steps begin with. Not for none.
std::string lock_steps(const std::vector<Step>& steps, bool alone);

}  // namespace carry
