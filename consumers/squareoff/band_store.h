#pragma once

#include <map>
#include <optional>

#include "common/account/view.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "common/events/command.h"

namespace squareoff {

// What has been said of the bands of instruments.
using HeardBands = std::map<account::InstrumentKey, events::Band>;

// What is said moves what is known.
void move(events::Quote& known, const events::Quote& said);
// What `older` says and `newer` does not is added to `newer`.
void add_older(events::Band& newer, const events::Band& older);

// As it stands in a row of `instruments`: units of 0.0001 rupee, 0: none known.
struct StandingBand {
    int64_t low = 0;
    int64_t high = 0;
    friend bool operator==(const StandingBand&, const StandingBand&) = default;
};

// What stands after `said` was heard. nullopt: low would be above high, which never stands.
std::optional<StandingBand> moved(const StandingBand& stands, const events::Band& said);

// Moves the rows of the instruments that are known, where what is said differs from what stands. A
// row that somebody else has moved since it was read is left to him. What would stand with low
// above high goes to `held`, whole, and is added to what is said next of its instrument: an
// exchange may tell the two halves of a move in two messages, and the first alone need not fit.
// `held` has at most one entry for each row of `instruments`. Not in a transaction.
base::Status write_bands(db::Session& session, const HeardBands& said, HeardBands& held);

}  // namespace squareoff
