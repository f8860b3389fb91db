#pragma once

#include "common/config/section.h"
#include "common/verdict/verdict.h"

namespace verdict {

// The section [verdict].
Limits limits_of(config::Section& section);

// "09:15" as the second of a day; nullopt: it is none.
std::optional<int64_t> second_of(std::string_view clock);

}  // namespace verdict
