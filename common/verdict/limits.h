#pragma once

#include "common/config/section.h"
#include "common/verdict/verdict.h"

namespace verdict {

// The section [verdict].
Limits limits_of(config::Section& section);

}  // namespace verdict
