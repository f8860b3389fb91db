#pragma once

#include "common/audit/person.h"
#include "producers/replay/job.h"

namespace replay {

// Makes the record's books the live ones: folds the day into a shadow, has the ledgers pause,
// folds to the end, exchanges the tables in one statement, lets the ledgers go on. The old tables
// are kept in a database of their own. Whatever happens before the exchange, the live books are
// untouched and the pauses are taken back; a run that was killed is finished or taken back by the
// next one. Watermarks travel with the books: a ledger that had not paused finds another watermark
// than it thought, reads it, and drops or fetches what it must. Blocks.
// From an archive: refused where the live books have come further than the files.
Report swap(const Job& job, const audit::Person& who, const std::string& reason);

}  // namespace replay
