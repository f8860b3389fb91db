#pragma once

#include <cstdint>
#include <vector>

#include "producers/venue/matching/arena.h"
#include "producers/venue/matching/instrument.h"

namespace venue {

// From an instrument's key to its number. Filled once.
class InstrumentTable {
  public:
    explicit InstrumentTable(const std::vector<Instrument>& instruments) {
        size_t slots = 16;
        while (slots < instruments.size() * 2) slots *= 2;
        slots_.resize(slots);
        for (uint32_t index = 0; index < instruments.size(); ++index) {
            Slot& slot = slot_of(instruments[index].key);
            base::must(slot.index == kNone);  // listed twice
            slot = {instruments[index].key, index};
        }
    }

    [[nodiscard]] uint32_t find(const InstrumentKey& key) const {
        return const_cast<InstrumentTable*>(this)->slot_of(key).index;
    }

  private:
    struct Slot {
        InstrumentKey key;
        uint32_t index = kNone;
    };

    // The key's slot, or the empty one where it would stand.
    Slot& slot_of(const InstrumentKey& key) {
        const size_t mask = slots_.size() - 1;
        const uint64_t mixed = (uint64_t{key.token} * 0x9E3779B97F4A7C15u) >> 32;
        size_t at =
            (mixed + static_cast<size_t>(key.segment) + static_cast<size_t>(key.exchange)) & mask;
        while (slots_[at].index != kNone && slots_[at].key != key) at = (at + 1) & mask;
        return slots_[at];
    }

    std::vector<Slot> slots_;
};

}  // namespace venue
