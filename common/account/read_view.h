#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/account/exit_rules.h"
#include "common/account/view.h"
#include "common/base/result.h"
#include "common/db/session.h"

namespace account {

// Reads accounts from the database. Blocks; one thread at a time. Everything that belongs together
// must be read in one transaction with a snapshot (db::Session::begin_snapshot): an order that is
// final and a position that has not its fills yet would make an exit too large.

// How the day of a view stands to the one that is open.
enum class DayIs {
    Open,
    Over,  // it is the open one, and nothing more is planned on it
    Past   // another one is open
};

// One View for each account, in the same order: with the orders of ours that have no end, and those
// of commands that go on. But for a past day those of other days that have no end are among
// them; where nothing more is planned, the books of later days are asked what became of them.
base::Result<std::vector<View>> read_views(db::Session& session,
                                           const std::vector<std::string>& accounts, uint32_t day,
                                           DayIs day_is = DayIs::Open);

// The instruments of these keys as they were on the day (common/instruments), with the price last
// heard where one came within 12 hours and the number stands for the same still.
base::Result<Instruments> read_instruments(db::Session& session,
                                           const std::set<InstrumentKey>& keys, uint32_t day);

// The table `protections`, by segment, kind and rank.
base::Result<std::vector<Protection>> read_protections(db::Session& session);

// The instruments that these views speak of.
std::set<InstrumentKey> instruments_of(const std::vector<View>& views);

}  // namespace account
