#pragma once

#include <cstdint>
#include <string>

#include "common/exits/exit.h"

namespace exits {

// Word::Resolve: a person has been told by the exchange's desk that an order in doubt is over
// there, and that `filled` of it has filled. With nothing filled the row ends as cancelled, and the
// square-off takes that in; else it stays in doubt, counts against the position with what has
// filled and no more, and ends when the books show it. Never less than the exchange has told: only
// the books may take a fill back. Any later news of the exchange makes the
// word void (hear_fills). Moves nothing where the row is no longer as it was `seen`. Pure.
std::string resolve_row(const Exit& seen, int64_t filled, int64_t now_us);

}  // namespace exits
