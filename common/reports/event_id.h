#pragma once

#include <string>
#include <string_view>

namespace reports {

// An id as docs/events.md allows it: the text itself where it fits. One that is too long or has
// other characters keeps its beginning, and a digest of the whole tells it from others: a function
// of the text alone, so that a bust finds its trade. Pure.
std::string event_id(std::string_view text);

}  // namespace reports
