#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/account/doubt.h"
#include "common/events/names.h"
#include "common/events/position_key.h"
#include "common/exits/exit.h"

namespace account {

// As in the ENUM column instruments.option_type.
enum class OptionType { None, Call, Put };

using events::InstrumentKey;
using events::PositionKey;

// Prices in units of 0.0001 rupee, quantities in shares or index units; 0: none known.
struct Instrument {
    InstrumentKey key;
    std::string symbol;
    uint32_t expiry = 0;  // yyyymmdd
    OptionType option_type{};
    int64_t lot = 1;
    int64_t tick = 1;
    int64_t freeze_quantity = 0;
    int64_t band_low = 0;
    int64_t band_high = 0;
    int64_t previous_close = 0;
    int64_t last_price = 0;
    // The exchange tells a last price that is zero or below it: no limit can be made of that, nor
    // of the close before it.
    bool price_is_odd = false;
    bool trade_for_trade = false;
    bool suspended = false;
};

struct Position {
    PositionKey key;
    int64_t net = 0;  // > 0 is long
    int64_t buy_quantity = 0;
    int64_t buy_value = 0;  // units of 0.0001 rupee
    int64_t sell_quantity = 0;
    int64_t sell_value = 0;
    int64_t open_quantity = 0;
    int64_t open_value = 0;
};

// A row of `orders`: what the exchange says.
struct Order {
    std::string exchange_order_id;
    std::string client_order_id;
    PositionKey key;
    events::Side side{};
    events::OrderType type{};
    events::Validity validity{};
    events::OrderState state{};
    int64_t quantity = 0;
    int64_t filled = 0;
    int64_t remaining = 0;  // 0 in a final state
    int64_t price = 0;
    int64_t trigger = 0;
    std::string reason;
    uint32_t day = 0;  // whose books have it; 0: that of its view
};

// One account's books at one moment of the database.
struct View {
    std::string account;
    uint32_t day = 0;
    bool known = false;  // stands among the customers
    std::vector<Position> positions;
    std::vector<Order> orders;  // those that live, and all that are ours
    // Those not ended, also of other days; those of open commands, and those that the books have
    // otherwise than ended.
    std::vector<exits::Exit> own;
    // Orders of `own` that stand in the books of other days, each as the latest of these has it.
    std::vector<Order> elsewhere;
    // When the days that have been opened from the first one of `own` on are over; empty: nobody
    // needed to know. One that was opened by mistake and taken back is among them.
    std::map<uint32_t, int64_t> days;
    // Orders of ours of other accounts that these books have as this one's.
    std::vector<exits::Exit> strays;
    std::vector<Doubt> doubts;  // what contradicts these books
};

// The open quantity of a position: bought less sold; 0 where there is none.
inline int64_t net_of(const View& view, const PositionKey& key) {
    for (const Position& position : view.positions) {
        if (position.key == key) return position.net;
    }
    return 0;
}

using Instruments = std::map<InstrumentKey, Instrument>;

}  // namespace account
