#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/audit/person.h"
#include "common/cutoffs/attempts.h"
#include "common/db/session.h"
#include "common/operators/consent.h"
#include "producers/ctl/cutoffs/cutoff_wish.h"

namespace ctl {

// Reads and writes the tables of cut-offs. Blocks; the session is connected and in no transaction.

// What is open in a market on a day, and what the clock has done about it.
struct CutoffCount {
    int64_t positions = 0;
    int64_t accounts = 0;   // with such a position
    int64_t tried = 0;      // accounts that have been given an attempt
    int64_t under_way = 0;  // of those: whose attempt goes on
};

struct CutoffChange {
    std::vector<cutoffs::Hours> before;  // of the rule or of the day; empty: nothing was said
    std::vector<cutoffs::Hours> after;
    CutoffEffect effect;
    CutoffCount hit;  // where it is due: what is open there on the open day
};
struct CutoffAct {
    audit::Person who;
    std::string why;
    bool dry_run = false;
    operators::Consent consent = {};  // to what becomes due
};
// One transaction, with its row of `audit`; nothing is written where nothing changes. Invalid: the
// market has no instruments and no cut-off; the day is over; it becomes due, and nobody has
// consented.
base::Result<CutoffChange> change_cutoff(db::Session& session, const CutoffWish& wish,
                                         const CutoffAct& act);

// That the day's cut-offs are meant under the present activation. Invalid where nobody asks.
base::Result<cutoffs::Moment> confirm_cutoffs(db::Session& session, const CutoffAct& act);

base::Result<std::map<cutoffs::Market, CutoffCount>> count_cutoffs(db::Session& session,
                                                                   uint32_t day);
// Accounts with an open position in the market, at most `most`.
base::Result<std::vector<std::string>> open_accounts(db::Session& session,
                                                     const cutoffs::Market& market, uint32_t day,
                                                     size_t most);

}  // namespace ctl
