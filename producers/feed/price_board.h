#pragma once

#include <algorithm>
#include <array>
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

    // Full: there are too many instruments. Older: than what is known of this price, unless that
    // has a time which has not come yet. Neither is kept.
    enum class Taken { Yes, Full, Older };
    Taken take(const fix::PriceUpdate& update, int64_t now_us);
    // Changed prices that no call has given yet: messages of one exchange, one segment and about
    // one time each. An instrument's time is that of its last price, else of its newest one; that
    // of a message is its oldest instrument's: no price looks newer than it is. What goes into no
    // message because there are `messages_max` is the next call's, before what changes meanwhile.
    [[nodiscard]] std::vector<events::Prices> changed(size_t messages_max);

  private:
    struct Entry {
        fix::Instrument instrument;
        events::Quote last;
        events::Quote bid;
        events::Quote ask;
        events::Band band;               // as said and not yet told
        std::array<int64_t, 5> times{};  // of each price, by PriceField
        bool changed = false;
        events::Quote& place(fix::PriceField field);
        int64_t& time_of(fix::PriceField field) { return times.at(static_cast<size_t>(field)); }
        [[nodiscard]] int64_t time_us() const {
            const int64_t last_us = times[static_cast<size_t>(fix::PriceField::Last)];
            return last_us != 0 ? last_us : *std::max_element(times.begin(), times.end());
        }
        // Not said while low is above high: the exchange is moving it in two steps, and the other
        // half is still to come.
        events::Band take_band();
    };
    void give(std::vector<uint64_t>& keys, std::vector<events::Prices>& messages,
              size_t messages_max);

    const size_t instruments_max_;
    std::unordered_map<uint64_t, Entry> entries_;
    std::vector<uint64_t> changed_;  // since the last call
    std::vector<uint64_t> left_;     // of the calls before
};

}  // namespace feed
