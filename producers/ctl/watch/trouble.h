#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/overview/overview.h"

namespace ctl {

// What an operator must look at now, one sentence each, the worst kinds first; empty: the site is
// healthy. What is not known is trouble. Pure.
std::vector<std::string> troubles(const overview::Overview& overview);

// Where the database answers nothing at all: why; else empty. It is then told once, with what is
// not known for it.
std::string silent_database(const overview::Overview& overview);
inline constexpr std::string_view kDatabaseSilent = "the database does not answer";

// Beyond it the books of a partition are behind.
inline constexpr int64_t kLagUsMax = 10'000'000;

// Of one queue: why it is in trouble, or empty. `active`: the site trades, so that commands and
// orders must find somebody who takes them.
std::string queue_trouble(const overview::Queue& queue, bool active);

// Ready and being worked on; 0 where the broker has not counted yet.
int64_t depth_of(const overview::Queue& queue);

}  // namespace ctl
