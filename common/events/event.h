#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "common/events/names.h"

namespace events {

// The bounds of docs/events.md, which a test holds together with schemas/events.
inline constexpr size_t kBodyBytesMax = 4u << 20;  // of a message, packed and unpacked
inline constexpr size_t kBatchEventsMax = 10'000;
inline constexpr size_t kSourceMax = 32;
inline constexpr size_t kIdMax = 40;
inline constexpr size_t kAccountMax = 16;
inline constexpr size_t kReasonMax = 120;
inline constexpr size_t kAsSentMax = 120;
inline constexpr int64_t kTokenMax = 2'147'483'647;
inline constexpr int64_t kPartitionsMax = 256;
inline constexpr int64_t kTimeUsMax = 4'102'444'800'000'000;
inline constexpr int64_t kQuantityMax = 100'000'000;
inline constexpr int64_t kPriceMax = 10'000'000 * int64_t{10'000};
inline constexpr int64_t kTradeValueMax = 10'000'000'000 * int64_t{10'000};

// Texts are views: they live as long as the Batch (or the caller's strings) the event was read
// from. Copying them was a measurable part of the time of an event.
struct Order {
    std::string_view exchange_order_id;
    std::string_view client_order_id;
    Side side{};
    OrderType type{};
    Validity validity{};
    OrderState state{};
    Origin origin{};
    int64_t quantity = 0;
    int64_t filled = 0;
    int64_t remaining = 0;
    int64_t price = 0;    // units of 0.0001 rupee
    int64_t trigger = 0;  // units of 0.0001 rupee
    std::string_view reason;
    // What the exchange wrote where these fields say it less exactly: "40=P 59=5". Often empty.
    std::string_view as_sent;
    std::string_view follows;  // the bust or correction that this state follows from; mostly empty
    friend bool operator==(const Order&, const Order&) = default;
};

struct Trade {
    std::string_view trade_no;
    std::string_view exchange_order_id;
    std::string_view client_order_id;
    Side side{};
    Action action{};
    int64_t quantity = 0;  // 0: not said, that of the trade it names; never of a new trade
    int64_t price = 0;     // units of 0.0001 rupee; 0 as for quantity
    std::string_view ref;
    friend bool operator==(const Trade&, const Trade&) = default;
};

struct Event {
    std::string_view source;
    uint32_t day = 0;  // yyyymmdd
    int32_t partition = -1;
    int64_t seq = 0;  // 0: the source does not number
    std::string_view id;
    std::string_view account;
    Exchange exchange{};
    Segment segment{};
    Product product{};
    uint32_t token = 0;
    int64_t exchange_time_us = 0;
    int64_t received_time_us = 0;
    std::variant<Order, Trade> body;
    friend bool operator==(const Event&, const Event&) = default;
};

// A real date from 20000101 to 20991231.
bool is_trading_day(int64_t yyyymmdd);

}  // namespace events
