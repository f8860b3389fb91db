#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "producers/venue/matching/arena.h"
#include "producers/venue/matching/text.h"

namespace venue {

// Texts, each stored once and known by a number from 0 in order of arrival. `Value` is what the
// owner keeps beside it. Open addressing; nothing is ever removed.
template <size_t Max, class Value>
class Names {
  public:
    struct Entry {
        Text<Max> text;
        uint32_t scope = 0;  // equal texts of different scopes are different
        Value value{};
    };

    explicit Names(size_t expected) {
        entries_.reserve(expected);
        size_t slots = 64;
        while (slots * 3 < expected * 4) slots *= 2;
        slots_.resize(slots);
    }

    // A text made ready to be looked up. The text must outlive it.
    struct Key {
        const Text<Max>& text;
        uint32_t scope;
        uint32_t hash;
    };

    // Fetches the key's place towards the processor: tables are large, so that asking early and
    // looking later saves the wait.
    [[nodiscard]] Key key(const Text<Max>& text, uint32_t scope = 0) const {
        const Key made{text, scope, hash_of(text, scope)};
        __builtin_prefetch(&slots_[made.hash & mask()]);
        return made;
    }

    // kNone: not there.
    [[nodiscard]] uint32_t find(const Key& key) const {
        for (size_t at = key.hash & mask();; at = (at + 1) & mask()) {
            const Slot& slot = slots_[at];
            if (slot.index == kNone) return kNone;
            if (slot.hash == key.hash && is(slot.index, key)) return slot.index;
        }
    }

    // The number of the text, which is added where it is new.
    uint32_t intern(const Text<Max>& text) {
        const Key wanted = key(text);
        const uint32_t known = find(wanted);
        return known != kNone ? known : add(wanted, {});
    }

    // The text must be new.
    uint32_t add(const Key& key, const Value& value) {
        if (size_t{entries_.size()} * 4 >= slots_.size() * 3) grow();
        const uint32_t index = entries_.add({key.text, key.scope, value});
        place({key.hash, index});
        return index;
    }

    Entry& operator[](uint32_t index) { return entries_[index]; }
    const Entry& operator[](uint32_t index) const { return entries_[index]; }
    [[nodiscard]] std::string_view view(uint32_t index) const {
        return entries_[index].text.view();
    }
    [[nodiscard]] uint32_t size() const { return entries_.size(); }

  private:
    struct Slot {
        uint32_t hash = 0;
        uint32_t index = kNone;
    };

    [[nodiscard]] size_t mask() const { return slots_.size() - 1; }
    [[nodiscard]] bool is(uint32_t index, const Key& key) const {
        const Entry& entry = entries_[index];
        return entry.scope == key.scope && entry.text == key.text;
    }

    // Eight bytes at a time, each mixed by a multiplication whose upper half is folded back.
    static uint32_t hash_of(const Text<Max>& text, uint32_t scope) {
        constexpr uint64_t kMultiplier = 0xD6E8FEB86659FD93u;
        uint64_t hash = 0x9E3779B97F4A7C15u ^ (uint64_t{scope} << 32) ^ text.size();
        for (size_t at = 0; at < text.size(); at += sizeof hash) {
            hash = (hash ^ text.word(at)) * kMultiplier;
            hash ^= hash >> 32;
        }
        return static_cast<uint32_t>((hash * kMultiplier) >> 32);
    }

    void place(Slot slot) {
        size_t at = slot.hash & mask();
        while (slots_[at].index != kNone) at = (at + 1) & mask();
        slots_[at] = slot;
    }

    void grow() {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.index != kNone) place(slot);
        }
    }

    std::vector<Slot> slots_;
    Arena<Entry> entries_;
};

}  // namespace venue
