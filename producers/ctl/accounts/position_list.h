#pragma once

#include <optional>
#include <string>

#include "common/account/view.h"

namespace ctl {

// What a position has earned up to now, start of day included, at `last` (the price last heard;
// units of 0.0001 rupee, as the answer): what was sold less what was bought, and what is left at
// the last price. nullopt: something is left and no price is known, or it is beyond 64 bits. Pure.
std::optional<int64_t> profit_of(const account::Position& position, int64_t last);

// Pure. Positions in the order of the view; the table ends with the sum of the profits known.
std::string positions_table(const account::View& view, const account::Instruments& instruments);
std::string positions_json(const account::View& view, const account::Instruments& instruments);

}  // namespace ctl
