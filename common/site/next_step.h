#pragma once

#include <string_view>

#include "common/site/site_state.h"

namespace site {

// What a person may do next in this state, and when, in words: the one table of all hints. Source:
// the steps of `next` (site_state.h), docs/operations.md "The site".
std::string_view next_step(State state);

}  // namespace site
