#pragma once

#include <cstdint>
#include <optional>

#include "common/fix/trading.h"
#include "producers/venue/matching/output.h"
#include "producers/venue/members/requests.h"

namespace venue {

// What every reply needs besides the answer itself.
struct ReplyTerms {
    const Symbols& symbols;
    uint32_t day = 0;  // TradeDate
    const fix::Dialect& dialect;
};

// 35=8, 9 or r: what the exchange answered, as this session's counterparty reads it.
fix::Message reply(const Output& answer, const ReplyTerms& terms);
// 35=8 with ExecType I: the order as it stands; no order: "unknown order".
fix::Message status_reply(const std::optional<Report>& order, const StatusQuestion& question,
                          const ReplyTerms& terms);
// The exchange's prices in the members' words; with the band where `band` asks for it.
fix::Price price_of(const PriceChanged& price, bool band, const Symbols& symbols);

}  // namespace venue
