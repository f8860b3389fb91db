#pragma once

#include <cstdint>
#include <string>

#include "common/exits/exit.h"

namespace exits {

// What the books of all days say of an order in doubt, for whoever may speak of it.
enum class InBooks {
    No,
    Yes,       // they decide
    LeftAlive  // its day is over by kDayOverUs, and none of them has its end
};
// The number of the InBooks in one row. Pure.
std::string select_in_books(const Exit& row, int64_t now_us);

// Word::Resolve: a person has been told by the exchange's desk that an order in doubt is over
// there, and that `filled` of it has filled. With nothing filled the row ends as cancelled, and the
// square-off takes that in; else it stays in doubt, counts against the position with what has
// filled and no more, and ends when the books show it. Never less than the exchange has told: only
// the books may take a fill back, or, of an order that they have left alive, say so together with
// the person. Any later news of the exchange makes the word void (hear_fills). Moves nothing where
// the row is no longer as it was `seen`. Pure.
std::string resolve_row(const Exit& seen, int64_t filled, int64_t now_us);

}  // namespace exits
