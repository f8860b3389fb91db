#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "common/events/command.h"
#include "common/fix/trading.h"

namespace feed {

// What is known of each instrument's prices, and which have changed. An update moves the one price
// that it names; the others stay as they are known, over reconnects too.
// A price is told again with each change of its instrument, its band only when the exchange says
// it: a band of the morning, told again with every price, would undo what an operator has set
// since. Pure.
class PriceBoard {
  public:
    explicit PriceBoard(size_t instruments_max) : instruments_max_{instruments_max} {}

    // False: there are too many instruments, it is not kept.
    bool take(const fix::PriceUpdate& update);
    // What has changed since the last call: messages of one exchange, one segment and about one
    // time each. An instrument's time is that of its last price, else of its newest one; that of a
    // message is its oldest instrument's: no price looks newer than it is.
    [[nodiscard]] std::vector<events::Prices> changed();

  private:
    struct Entry {
        fix::Instrument instrument;
        events::Quote last;
        events::Quote bid;
        events::Quote ask;
        events::Band band;  // as said and not yet told
        int64_t last_us = 0;
        int64_t newest_us = 0;
        bool changed = false;
        [[nodiscard]] int64_t time_us() const { return last_us != 0 ? last_us : newest_us; }
        events::Quote& place(fix::PriceField field);
        // Not said while low is above high: the exchange is moving it in two steps, and the other
        // half is still to come.
        events::Band take_band();
    };

    const size_t instruments_max_;
    std::unordered_map<uint64_t, Entry> entries_;
    std::vector<uint64_t> changed_;
};

}  // namespace feed
