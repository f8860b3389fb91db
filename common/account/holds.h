#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/account/doubt.h"
#include "common/account/view.h"

namespace account {

struct Hold {
    int64_t quantity = 0;  // of the position, not to be exited
    std::string reason;    // empty where nothing is held
};

// How much of a position is held back: as much as could be too much if every doubt were true. All
// of it where a doubt does not say how much it speaks of; a doubt that names no instrument speaks
// of all positions of the account. Pure.
Hold hold_of(const std::vector<Doubt>& doubts, const PositionKey& key, int64_t net);

}  // namespace account
