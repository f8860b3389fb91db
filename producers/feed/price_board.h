#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "common/events/command.h"
#include "common/fix/trading.h"

namespace feed {

// The newest price of each instrument, and which of them have changed. Pure.
class PriceBoard {
  public:
    explicit PriceBoard(size_t instruments_max) : instruments_max_{instruments_max} {}

    // False: there are too many instruments, it is not kept.
    bool take(const fix::Price& price);
    // What has changed since the last call: one message for each exchange and segment, or more
    // where one would be too long. The time is that of its oldest price: no price looks newer than
    // it is.
    [[nodiscard]] std::vector<events::Prices> changed();

  private:
    struct Entry {
        fix::Price price;
        bool changed = false;
    };

    const size_t instruments_max_;
    std::unordered_map<uint64_t, Entry> entries_;
    std::vector<uint64_t> changed_;
};

}  // namespace feed
