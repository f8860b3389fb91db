#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/events/json_text.h"

namespace ctl {

// What was traded in one instrument on one side, as the exchange and as the books have it.
struct DifferingTotal {
    std::string exchange, segment, symbol, side;  // symbol: empty where the contracts lack it
    int64_t token = 0;
    int64_t venue_trades = 0, books_trades = 0;  // 0 on both sides: not counted
    int64_t venue_quantity = 0, books_quantity = 0;
    int64_t venue_value = 0, books_value = 0;  // units of 0.0001 rupee
};

// Of the open day, as the reconciler has listed them; those that differ most by quantity first.
base::Result<std::vector<DifferingTotal>> read_differing_totals(db::Session& session);
// Pure.
std::string differing_totals_table(const std::vector<DifferingTotal>& totals);
void write_total(events::JsonText& json, const DifferingTotal& total);

}  // namespace ctl
