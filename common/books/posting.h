#pragma once

#include <compare>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/books/incoming.h"
#include "common/books/order_fold.h"

namespace books {

enum class TradeState { Live, Corrected, Busted };
inline constexpr std::string_view kTradeStateNames[] = {"live", "corrected", "busted"};

// The key of `trades`, as views into an event or a KnownTrade.
struct TradeKey {
    std::string_view account;
    uint32_t day = 0;
    events::Exchange exchange{};
    events::Segment segment{};
    std::string_view id;
    friend auto operator<=>(const TradeKey&, const TradeKey&) = default;
};
TradeKey key_of(const events::Event& trade);
struct KnownTrade;
TradeKey key_of(const KnownTrade& trade);
// The key of the trade that a correction or a bust speaks of.
TradeKey referred_key_of(const events::Event& trade);

// A row of `trades` as read from the database. Its texts are its own.
struct KnownTrade {
    std::string account, id, trade_no, exchange_order_id, client_order_id, ref, settled_by;
    uint32_t day = 0;
    events::Exchange exchange{};
    events::Segment segment{};
    uint32_t token = 0;
    events::Product product{};
    events::Side side{};
    int64_t quantity = 0;
    int64_t price = 0;
    events::Action action{};
    int64_t exchange_time_us = 0;
    TradeState state{};
};

struct Sums {
    int64_t buy_quantity = 0;
    int64_t buy_value = 0;  // units of 0.0001 rupee
    int64_t sell_quantity = 0;
    int64_t sell_value = 0;

    void add(const Sums& change) {
        buy_quantity += change.buy_quantity;
        buy_value += change.buy_value;
        sell_quantity += change.sell_quantity;
        sell_value += change.sell_value;
    }
    [[nodiscard]] bool any_negative() const {
        return buy_quantity < 0 || buy_value < 0 || sell_quantity < 0 || sell_value < 0;
    }
    friend bool operator==(const Sums&, const Sums&) = default;
};

struct PositionKey {
    std::string account;
    uint32_t day = 0;
    events::Exchange exchange{};
    events::Segment segment{};
    uint32_t token = 0;
    events::Product product{};
    friend auto operator<=>(const PositionKey&, const PositionKey&) = default;
};
// What positions hold before a run; one that has no row yet is not in it.
using KnownSums = std::map<PositionKey, Sums>;
// A sum may not grow beyond what its column takes, so that one trade after the other comes to the
// same as many at once.
inline constexpr int64_t kSumMax = INT64_MAX;

struct PositionChange {
    std::string_view account;
    uint32_t day = 0;
    events::Exchange exchange{};
    events::Segment segment{};
    uint32_t token = 0;
    events::Product product{};
    Sums change;

    [[nodiscard]] auto key() const {
        return std::tie(account, day, exchange, segment, token, product);
    }
};

struct TradeRow {
    const events::Event* event = nullptr;
    TradeState state = TradeState::Live;
    std::string_view settled_by;
};

// A correction that bears a day that has not its trade, and what becomes of it (backdated.h).
struct Backdated {
    const events::Event* event = nullptr;  // as it came
    uint32_t of_day = 0;                   // that it was booked to; 0: none
    std::string why;                       // it was not
    std::string after;                     // see Place
    int64_t turn = 0;                      // among those of its trade's day and partition
};

struct EndedTrade {  // a row that stands in the database already
    TradeKey key;
    TradeState state{};
    std::string_view settled_by;
};

// The rows that a run of events changes. Each list is sorted by its table's primary key and holds a
// key once, so that writers touch pages in one order and a batch changes a row once. Views live as
// long as the events.
struct Posting {
    // Corrections with the quantity or price that they left to the trade they name, or with the day
    // of it; rows point here.
    std::deque<events::Event> completed;
    std::vector<OrderRow> orders;  // with the next three: see OrderChanges
    OrderNames named;
    OrderNames numbered;
    BorneNames borne;
    std::vector<TradeRow> trades;
    std::vector<EndedTrade> ended;
    std::vector<PositionChange> positions;
    std::vector<Backdated> backdated;
    std::vector<const events::Refusal*> parked;
    size_t applied = 0;
    size_t repeats = 0;  // executions that stand in the books already
};

struct Earlier;

// Trades that must be known before `fold`: those that corrections and busts name, and with
// `careful` every trade's own key.
std::vector<TradeKey> needed_trades(const std::vector<Item*>& items, bool careful);

// The correction or bust with what it leaves to the trade that it names: 0 is none.
events::Event completed(const events::Event& trade, int64_t quantity, int64_t price);

PositionKey position_key_of(const events::Event& trade);
// The positions that the trades of a run change, sorted, each once.
std::vector<PositionKey> positions_of(const std::vector<Item*>& items);

// Folds events into row changes. Pure.
// In: items in order; the needed trades that the database has. An event that the rules of
// docs/events.md forbid is turned into a refusal by `refuse`, which returns where it is kept.
// With `sums` a trade that would take its position beyond kSumMax is refused, too.
// `earlier`: what is known of earlier days; null: nothing.
Posting fold(const std::vector<Item*>& items, const std::vector<KnownTrade>& known,
             const std::function<const events::Refusal*(Item&, std::string reason)>& refuse,
             const KnownOrders& orders = {}, const KnownSums* sums = nullptr,
             const Earlier* earlier = nullptr);

}  // namespace books
