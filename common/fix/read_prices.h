#pragma once

#include "common/base/result.h"
#include "common/fix/trading.h"

namespace fix {

// 35=W and X. An instrument stands in each entry or once before the group. Each entry is judged
// alone: one that cannot be read is told in `refused` and costs the others nothing, however many
// the group says that it has.
PriceUpdates read_prices(const Message& message, const Dialect& dialect);

}  // namespace fix
