#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/events/event.h"
#include "common/fix/trading.h"

namespace reports {

// What one execution report says, as events. Their views point into the report.
struct ReportEvents {
    // To be published first: nobody may read of a filled order whose position has not moved yet,
    // because the square-off would exit the same quantity once more.
    std::optional<events::Event> trade;
    std::optional<events::Event> order;  // its state after that
    std::string refusal;  // "account: empty": why the report, or its order's state, is no event
    bool own = false;     // of an order of ours, or what we did to another one
};

// Puts the order's own name in place: of a request that was refused or is only asked for, and of a
// cancellation, ClOrdID is the request's (it goes to request_id) and OrigClOrdID the order's.
void name_the_order(fix::ExecutionReport& report);

// Puts in place what the events need and a counterparty may leave out or write its own way: ids as
// docs/events.md allows them, the client's number of an order that no exchange has numbered,
// quantities that do not contradict each other, texts of printable characters.
void complete(fix::ExecutionReport& report);

// Pure. The events follow docs/events.md or are refused. A refused trade takes its order's event
// with it: that would say "filled" of a quantity that is in no position.
ReportEvents events_of(const fix::ExecutionReport& report, events::Product product,
                       int32_t partitions);

}  // namespace reports
