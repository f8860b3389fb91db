#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "instrument.h"

namespace daygen {

enum class Product : uint8_t { Cnc, Mis, Nrml, Mtf };
enum class Side : uint8_t { Buy, Sell };
enum class Type : uint8_t { Limit, Market, StopLimit, StopMarket };
enum class Validity : uint8_t { Day, Ioc };
enum class Origin : uint8_t { Primary, Exchange };
enum class State : uint8_t {
    Open,
    TriggerPending,
    PartiallyFilled,
    Frozen,
    Filled,
    Cancelled,
    Rejected,
    Expired
};

inline constexpr std::array<std::string_view, 4> kProductNames{"CNC", "MIS", "NRML", "MTF"};
inline constexpr std::array<std::string_view, 2> kSideNames{"buy", "sell"};
inline constexpr std::array<std::string_view, 4> kTypeNames{"limit", "market", "stop_limit",
                                                            "stop_market"};
inline constexpr std::array<std::string_view, 2> kValidityNames{"day", "ioc"};
inline constexpr std::array<std::string_view, 2> kOriginNames{"primary", "exchange"};
inline constexpr size_t kStates = 8;
inline constexpr std::array<std::string_view, kStates> kStateNames{
    "open",   "trigger_pending", "partially_filled", "frozen",
    "filled", "cancelled",       "rejected",         "expired"};

// What happens to an order, one event each; a Fill gives a second event, the trade.
enum class StepKind : uint8_t {
    Accept,
    AcceptStop,
    AcceptFrozen,
    Release,
    Reject,
    Modify,
    Trigger,
    Fill,
    Cancel,
    Expire
};

// What becomes of a trade later: each letter is one more event.
enum class Amendment : uint8_t { None, Correct, Bust, CorrectCorrect, CorrectBust };
constexpr int64_t amendment_events(Amendment amendment) {
    if (amendment == Amendment::None) return 0;
    return amendment == Amendment::Correct || amendment == Amendment::Bust ? 1 : 2;
}

struct Step {
    int64_t at_us = 0;     // since the open
    int64_t quantity = 0;  // Fill: of the trade; Modify: the order's new one
    int64_t price = 0;     // Fill: of the trade; Modify: the order's new one
    StepKind kind = StepKind::Accept;
    Amendment amendment = Amendment::None;
};

inline constexpr size_t kStepsMax = 10;

// An order with everything that will happen to it. Prices in units of 0.0001 rupee.
struct Order {
    int64_t customer = 0;
    uint32_t instrument = 0;  // index into Market::instruments
    Venue venue = Venue::NseCash;
    Product product = Product::Cnc;
    Side side = Side::Buy;
    Type type = Type::Limit;
    Validity validity = Validity::Day;
    Origin origin = Origin::Primary;
    State state = State::Open;
    bool numbered = true;  // false: refused before the exchange gave it a number
    int64_t number = 0;    // exchange's order number
    int64_t client_number = 0;
    int64_t quantity = 0;
    int64_t filled = 0;
    int64_t price = 0;
    int64_t trigger = 0;
    std::string_view reason;  // text with static life
    std::array<Step, kStepsMax> steps{};
    uint8_t step_count = 0;
    uint8_t next_step = 0;
};

constexpr bool is_final(State state) { return state >= State::Filled; }

// A trade that has been reported and will be corrected or busted.
struct TradeRecord {
    int64_t customer = 0;
    uint32_t instrument = 0;
    Venue venue = Venue::NseCash;
    Product product = Product::Cnc;
    Side side = Side::Buy;
    bool has_client_number = true;
    int64_t number = 0;
    int64_t client_number = 0;
    int64_t trade_number = 0;
    int64_t id = 0;  // of the event that stands for the trade now
    int64_t quantity = 0;
    int64_t price = 0;
    Amendment amendment = Amendment::None;
};

}  // namespace daygen
