#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/base/exchange_clock.h"
#include "common/books/parked.h"
#include "common/config/section.h"
#include "common/cutoffs/attempts.h"
#include "consumers/squareoff/command_state.h"
#include "consumers/squareoff/result_notices.h"

namespace squareoff {

struct SquareoffConfig {
    int32_t partitions = 4;
    // Which gateway session reaches an exchange: "NSE:nse-1".
    std::map<events::Exchange, std::string> sessions;
    // 0: the trading day that is open. Another is for tests without that row: it overrides it.
    uint32_t day = 0;
    int64_t utc_offset_s = base::kExchangeOffsetS;
    // Of one transaction. More accounts cost fewer commits; the first of them waits for the last.
    size_t accounts_max = 200;
    uint16_t prefetch = 500;  // messages of each partition
    bool timed = true;        // whether cut-offs are done by the clock
    cutoffs::Pace pace;       // of their attempts
    Limits limits;
    NoticeSettings notices;
    books::ParkedLimits parked;
};

SquareoffConfig squareoff_config(config::Section& section);

using base::exchange_time;
using base::ExchangeTime;

}  // namespace squareoff
