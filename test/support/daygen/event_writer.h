#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "market.h"
#include "order.h"
#include "tally.h"
#include "zstd_output.h"

namespace daygen {

enum class Action : uint8_t { New, Correct, Bust };
inline constexpr std::array<std::string_view, 3> kActionNames{"new", "correct", "bust"};

// Turns what happens into the lines of a recorded day (docs/events.md), numbering events and trades
// for each venue, and counts them. `market`, `output` and `tally` must outlive it.
class EventWriter {
  public:
    EventWriter(uint32_t day, int64_t open_us, const Market& market, ZstdOutput& output,
                Tally& tally);

    // The order's state after a step. `at_us` since the open. False: the output failed.
    bool write_order(const Order& order, int64_t at_us);

    // The trade of a fill; fills in the record's id and trade number.
    bool write_new_trade(TradeRecord& trade, int64_t at_us);

    // A correction (with the record's new quantity and price) or a bust of the event the record's
    // id names; the record then carries the id of this event.
    bool write_amendment(TradeRecord& trade, Action action, int64_t at_us);

  private:
    struct Common {
        std::string_view kind;
        int64_t customer;
        uint32_t instrument;
        Product product;
        int64_t at_us;
    };

    int64_t begin(const Common& common, Venue venue);  // returns the event's id
    bool write_trade(const TradeRecord& trade, Action action, int64_t at_us);
    bool finish(int64_t at_us, Venue venue);

    uint32_t day_;
    int64_t open_us_;
    const Market& market_;
    ZstdOutput& output_;
    Tally& tally_;
    std::array<int64_t, kVenues> last_event_id_;
    std::array<int64_t, kVenues> last_trade_number_;
    std::string line_;
};

}  // namespace daygen
