#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/exits/exit.h"

namespace gateway {

// An order's row after what was told of it was written.
struct RowAfter {
    std::string account;
    std::string id;
    std::string reason;
    exits::State state = exits::State::Planned;
};

// What the square-off must look at.
struct Recorded {
    std::vector<std::string> accounts;
    std::vector<std::string> uncounted;  // those of them whose rows had ended without what was told
    struct InDoubt {
        std::string account;
        std::string id;
        std::string reason;
    };
    std::vector<InDoubt> in_doubt;
};

// `rows`: each row of the two sets once. `touched`: the ids of rows that the writing ended, put
// back or perhaps put in doubt. `uncounted`: the ids of those of which something was told that no
// plan counts with; where such a row has not ended, it counts in full with every plan. Pure.
Recorded recorded_of(const std::vector<RowAfter>& rows, const std::set<std::string>& touched,
                     const std::set<std::string>& uncounted);

}  // namespace gateway
