#pragma once

#include "common/db/session.h"
#include "common/verdict/verdict.h"

namespace ctl {

// The verdict's inputs from the tables alone. Where a partition seems to be behind it looks again
// after a second: a stream that was quiet for long, and whose next event is being applied, is not.
// Blocks.
verdict::Inputs books_inputs(db::Session& session, const verdict::Limits& limits);

}  // namespace ctl
