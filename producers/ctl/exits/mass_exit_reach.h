#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "producers/ctl/exits/mass_exit.h"

namespace ctl {

// What a mass exit means, by the books of this moment, and what has come of it.
struct MassReach {
    int64_t positions =
        0;                 // not flat, that its filters select, whatever share of them is asked for
    int64_t accounts = 0;  // that have such
    int64_t quantity = 0;  // bought or sold
    int64_t value = 0;     // of it at last prices, units of 0.0001 rupee
    int64_t unpriced = 0;  // positions whose last price nobody knows: not in `value`
    // Of its commands, as the square-off has taken them.
    int64_t commands = 0, open = 0, done = 0, partly = 0, nothing = 0, refused = 0;
    int64_t asked = 0, exited = 0;  // quantity of their exits
    std::vector<SharedAccounts> shared = {};
};
// Blocks. Invalid: the request cannot be read.
base::Result<MassReach> read_reach(db::Session& session, const MassExit& mass, int64_t now_us);

// Pure.
std::string reach_text(const MassExit& mass, const MassReach& reach);
std::string reach_json(const MassExit& mass, const MassReach& reach);

}  // namespace ctl
