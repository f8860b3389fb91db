#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "common/events/names.h"
#include "producers/venue/matching/input.h"

// What the exchange answers. Views live as long as the Exchange, and what they show never changes:
// they may be handed to another thread.
namespace venue {

enum class ExecType {
    New,         // accepted, or a stop accepted as trigger pending, or a frozen order confirmed
    PendingNew,  // frozen: above the freeze quantity, the operator decides
    Cancelled,   // on request, or the rest of IOC and market orders; `reason` where nobody asked
    Replaced,
    Rejected,
    Triggered,  // a stop order entered the book
    Trade,
    Correct,
    Bust,
    Expired,
    Restated
};

// Everything an execution report needs: the order after something happened to it.
struct Report {
    uint64_t exec_id = 0;   // dense from 1
    uint64_t exec_ref = 0;  // Correct, Bust: the execution of this side that they speak of
    ExecType type{};
    events::OrderState state{};
    uint64_t exchange_order_id = 0;             // 0: refused before it had a number
    std::string_view client_order_id;           // of the request that is answered, or of the order
    std::string_view original_client_order_id;  // Cancelled, Replaced on request
    std::string_view account;
    std::string_view product;
    InstrumentKey instrument;
    bool trade_for_trade = false;
    events::Side side{};
    events::OrderType order_type{};
    events::Validity validity{};
    int64_t quantity = 0;
    int64_t filled = 0;
    int64_t remaining = 0;  // what still works; not quantity - filled after a bust
    int64_t price = 0;
    int64_t trigger = 0;
    int64_t last_quantity = 0;  // Trade, Correct, Bust
    int64_t last_price = 0;
    uint64_t trade_no = 0;  // the same for both sides
    std::string_view reason;
    int64_t time_us = 0;
    SessionId session = kNoSession;   // that entered the order
    SessionId asked_by = kNoSession;  // that this answers; kNoSession: nobody asked
    friend bool operator==(const Report&, const Report&) = default;
};

// A cancel or replace that was not done; the order stands as it did.
struct CancelRefused {
    SessionId session = kNoSession;
    bool of_replace = false;
    bool unknown_order = false;
    OrderText client_order_id;
    OrderText original_client_order_id;
    uint64_t exchange_order_id = 0;
    events::OrderState state = events::OrderState::Rejected;  // of the order, where it is known
    std::string_view reason;
    int64_t time_us = 0;
    friend bool operator==(const CancelRefused&, const CancelRefused&) = default;
};

// Follows the reports of the orders it cancelled.
struct MassCancelled {
    SessionId session = kNoSession;
    OrderText client_order_id;
    AccountText account;  // empty: the member's
    int64_t count = 0;
    int64_t time_us = 0;
    friend bool operator==(const MassCancelled&, const MassCancelled&) = default;
};

// At most one for each instrument and input, after its reports. 0: none. Bid and ask
// only while the instrument trades continuously. The band as the operator has set it.
struct PriceChanged {
    InstrumentKey instrument;
    int64_t last = 0;
    int64_t bid = 0;
    int64_t ask = 0;
    int64_t band_low = 0;
    int64_t band_high = 0;
    bool band_moved = false;  // since the change before this one
    int64_t time_us = 0;
    friend bool operator==(const PriceChanged&, const PriceChanged&) = default;
};

// What an operator asked for (or a quote, or a price) was not done.
struct OperatorRefused {
    std::string_view reason;
    int64_t time_us = 0;
    friend bool operator==(const OperatorRefused&, const OperatorRefused&) = default;
};

struct PhaseChanged {
    uint16_t group = 0;
    Phase phase{};
    int64_t time_us = 0;
    friend bool operator==(const PhaseChanged&, const PhaseChanged&) = default;
};

using Output =
    std::variant<Report, CancelRefused, MassCancelled, PriceChanged, OperatorRefused, PhaseChanged>;
using Outputs = std::vector<Output>;

// Live trades of one account, instrument and product.
struct Total {
    std::string_view account;
    InstrumentKey instrument;
    std::string_view product;
    int64_t buy_quantity = 0;
    int64_t buy_value = 0;  // units of 0.0001 rupee
    int64_t sell_quantity = 0;
    int64_t sell_value = 0;
    friend bool operator==(const Total&, const Total&) = default;
};

struct TradeRow {  // as it stands now
    uint64_t trade_no = 0;
    InstrumentKey instrument;
    uint64_t buy_order = 0;
    uint64_t sell_order = 0;
    int64_t quantity = 0;
    int64_t price = 0;
    bool busted = false;
    bool corrected = false;
    int64_t time_us = 0;
    friend bool operator==(const TradeRow&, const TradeRow&) = default;
};

}  // namespace venue
