#pragma once

#include "common/base/result.h"
#include "common/fix/trading.h"

namespace fix {

// 35=W and X. An instrument stands in each entry or once before the group. Each entry is judged
// alone: one that cannot be read is told in `refused` and costs the others nothing, however many
// the group says that it has.
// An entry of any type, or of none, may say the instrument's price limits, beside a price or alone:
// 1148 LowLimitPrice, 1149 HighLimitPrice; absent or 0: not said. Price and limits are judged each
// by itself; the limits are one thing, so both go where one cannot be read or low is above high.
// An entry of type g (threshold limits) that is deleted says that there are none.
// Source: FIX Latest (read at EP287), component PriceLimits of the groups MDFullGrp and MDIncGrp.
// FIX 5.0 SP1 and SP2 have the two fields only in BaseTradingRules, earlier versions not at all;
// exchanges send them over any of these. 1306 PriceLimitType (ticks, per cent) says that they are
// no prices, and they are refused.
PriceUpdates read_prices(const Message& message, const Dialect& dialect);

}  // namespace fix
