#pragma once

#include <deque>

#include "producers/venue/matching/output.h"

namespace venue {

// What the exchange has answered to its members today, oldest first: reports, refusals of
// cancellations, mass cancellations. Each session has a place in it (Outbox). Bounded by the orders
// of the day (ExchangeConfig::orders_max); what a report's views show belongs to the Exchange.
using Answers = std::deque<Output>;

}  // namespace venue
