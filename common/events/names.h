#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace events {

// The closed lists of docs/events.md. The order is that of the ENUM columns in schemas/sql: value +
// 1 is the index there.
enum class Kind { Order, Trade };
enum class Exchange { Nse, Bse, Mcx, Ncdex, Mse };
enum class Segment { Cm, Fo, Cd, Co };
enum class Product { Cnc, Mis, Nrml, Mtf };
enum class Side { Buy, Sell };
// Other: one that the books keep without knowing it; Order::as_sent has its text.
enum class OrderType { Limit, Market, StopLimit, StopMarket, Other };
enum class Validity { Day, Ioc, Gtc, Gtd, Fok, AtOpen, AtClose, Other };
// Of orders that this system enters itself, the first so many of each list.
inline constexpr size_t kOwnOrderTypes = 4;
inline constexpr size_t kOwnValidities = 2;
enum class OrderState {
    Open,
    TriggerPending,
    PartiallyFilled,
    Frozen,
    Filled,
    Cancelled,
    Rejected,
    Expired
};
enum class Origin { Primary, Backstop, Exchange };
enum class Action { New, Correct, Bust };
enum class Channel { Email, Sms, Push };  // of a notice

template <class Enum>
inline constexpr std::array<std::string_view, 0> kNames{};
template <>
inline constexpr std::array<std::string_view, 2> kNames<Kind>{"order", "trade"};
template <>
inline constexpr std::array<std::string_view, 5> kNames<Exchange>{"NSE", "BSE", "MCX", "NCDEX",
                                                                  "MSE"};
template <>
inline constexpr std::array<std::string_view, 4> kNames<Segment>{"CM", "FO", "CD", "CO"};
template <>
inline constexpr std::array<std::string_view, 4> kNames<Product>{"CNC", "MIS", "NRML", "MTF"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<Side>{"buy", "sell"};
template <>
inline constexpr std::array<std::string_view, 5> kNames<OrderType>{"limit", "market", "stop_limit",
                                                                   "stop_market", "other"};
template <>
inline constexpr std::array<std::string_view, 8> kNames<Validity>{
    "day", "ioc", "gtc", "gtd", "fok", "at_open", "at_close", "other"};
template <>
inline constexpr std::array<std::string_view, 8> kNames<OrderState>{
    "open",   "trigger_pending", "partially_filled", "frozen",
    "filled", "cancelled",       "rejected",         "expired"};
template <>
inline constexpr std::array<std::string_view, 3> kNames<Origin>{"primary", "backstop", "exchange"};
template <>
inline constexpr std::array<std::string_view, 3> kNames<Action>{"new", "correct", "bust"};

template <>
inline constexpr std::array<std::string_view, 3> kNames<Channel>{"email", "sms", "push"};

template <class Enum>
constexpr std::string_view name_of(Enum value) {
    return kNames<Enum>[static_cast<size_t>(value)];
}

template <class Enum>
constexpr std::optional<Enum> by_name(std::string_view name) {
    for (size_t i = 0; i < kNames<Enum>.size(); ++i) {
        if (kNames<Enum>[i] == name) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

constexpr bool is_final(OrderState state) { return state >= OrderState::Filled; }

}  // namespace events
