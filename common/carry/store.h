#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/carry/openings.h"
#include "common/carry/steps.h"
#include "common/db/session.h"

namespace carry {

// What a day begins with, in the database (ADR 36). All calls block; one thread at a time for a
// session.
//
// Two may write it: whoever opens the day, account by account, and the ledger, in the transaction
// of a late event. The ledger learns from its gate that a day has been carried, so every
// transaction that did not know has ended before the first account is read; from then on the row
// of `days_carried` is locked, shared by ledgers.

base::Result<std::vector<Step>> read_steps(db::Session& session);

// Inside a transaction of the ledger, before it writes: nobody carries these days meanwhile.
base::Status share_steps(db::Session& session, const std::vector<Step>& steps);
// Inside the same transaction, after it has written the earlier days: what the later ones begin
// with, of these accounts. Returns how many positions it has corrected.
base::Result<int64_t> carry_on(db::Session& session, const std::vector<Step>& steps,
                               const std::vector<std::string>& accounts);

// What would begin otherwise now, of these accounts, at the moment that the session sees.
base::Result<Openings> look(db::Session& session, const Step& step,
                            const std::vector<std::string>& accounts);

// Whether the day begins with something that no step of ours has written.
base::Result<bool> is_loaded(db::Session& session, uint32_t day);

struct Carried {
    Step step;
    Counts counts;
    std::vector<LeftOpen> left_open;  // the first kListedMax
    std::vector<Opening> changes;     // likewise: written, or, of what was loaded, different
};
inline constexpr size_t kListedMax = 1'000;

enum class Mode { Write, Look };
using Progress = std::function<void(int64_t accounts)>;

// All accounts, a few of them in a transaction, each read back before it is committed. May be
// repeated; where it is cut off, the next call does the rest. Of a day that was loaded, and with
// Mode::Look, nothing is written. The session must be connected and in no transaction.
base::Result<Carried> carry_day(db::Session& session, const Step& step, Mode mode,
                                const Progress& progress);

// The same for all days behind one whose books were replaced. Returns how many positions changed.
base::Result<int64_t> carry_behind(db::Session& session, uint32_t day);

// What the day was opened with and begins with something else since; the first kListedMax.
base::Result<std::vector<Opening>> read_corrections(db::Session& session, uint32_t day);

}  // namespace carry
