#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "common/site/site_state.h"

namespace site {

// The site's row, in whatever transaction the session is. Blocks.
base::Result<SiteState> read(db::Session& session);

// Recorded in the audit beside who and why.
struct Evidence {
    std::string books;      // the verdict about them when it was decided; empty: nobody asked
    bool degraded = false;  // in spite of it
};

// One transaction: reads the row, asks the rule `next`, moves the row by compare-and-set on (state,
// epoch), writes one row of `audit`. Returns the new state. Invalid: the rule refuses it, or, of an
// activation that is not degraded, the open day is over.
// Retryable: the database failed, or somebody else changed the state meanwhile; nothing was done,
// unless the answer of COMMIT was lost: read again. The session must be connected and in no
// transaction.
base::Result<SiteState> apply(db::Session& session, Action action, const audit::Person& who,
                              std::string_view why, int64_t now_us, const Evidence& evidence = {});

}  // namespace site
