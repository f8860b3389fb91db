#pragma once

#include "common/db/session.h"
#include "common/verdict/verdict.h"

namespace ctl {

// The verdict's inputs from the tables alone. Where a partition seems to be behind it looks again
// after a second: a stream that was quiet for long, and whose next event is being applied, is not.
// Blocks.
verdict::Inputs books_inputs(db::Session& session, const verdict::Limits& limits);

// The same after the reconciler has compared every account once more, and what differs a second
// time: nobody may trust what somebody has altered since the last round. `anew`: it has done so
// within kCompareMs, of all `partitions`; one whose record is incomplete is not waited for. Blocks.
struct Compared {
    verdict::Inputs inputs;
    bool anew = false;
};
inline constexpr int64_t kCompareMs = 8'000;
base::Result<Compared> compare_books(db::Session& session, int32_t partitions,
                                     const verdict::Limits& limits);

}  // namespace ctl
