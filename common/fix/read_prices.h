#pragma once

#include <vector>

#include "common/base/result.h"
#include "common/fix/trading.h"

namespace fix {

// 35=W and X. An instrument stands in each entry or once before the group.
base::Result<std::vector<Price>> read_prices(const Message& message, const Dialect& dialect);

}  // namespace fix
