#pragma once

#include <string>

#include "common/overview/overview.h"

namespace overview {

// One JSON object, its fields named as those of Overview. Where a Reading is unknown its field is
// null and `unknown` tells why, {field: reason}; an absent number is null.
std::string to_json(const Overview& overview);

}  // namespace overview
