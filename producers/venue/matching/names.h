#pragma once

#include <cstdint>
#include <cstring>
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
        size_t slots = 64;
        while (slots < expected * 2) slots *= 2;
        slots_.resize(slots);
    }

    [[nodiscard]] uint32_t find(std::string_view text, uint32_t scope = 0) const {
        const uint32_t hash = hash_of(text, scope);
        for (size_t at = hash & mask();; at = (at + 1) & mask()) {
            const Slot& slot = slots_[at];
            if (slot.index == kNone) return kNone;
            if (slot.hash == hash && is(slot.index, text, scope)) return slot.index;
        }
    }

    // The number of the text, which is added where it is new.
    uint32_t intern(std::string_view text, uint32_t scope = 0) {
        const uint32_t known = find(text, scope);
        return known != kNone ? known : add(text, scope, {});
    }

    // The text must be new.
    uint32_t add(std::string_view text, uint32_t scope, const Value& value) {
        if (size_t{entries_.size()} * 2 >= slots_.size()) grow();
        const uint32_t index = entries_.add({text, scope, value});
        place({hash_of(text, scope), index});
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
    [[nodiscard]] bool is(uint32_t index, std::string_view text, uint32_t scope) const {
        const Entry& entry = entries_[index];
        return entry.scope == scope && entry.text.view() == text;
    }

    // Eight bytes at a time, each mixed by a multiplication whose upper half is folded back.
    static uint32_t hash_of(std::string_view text, uint32_t scope) {
        uint64_t hash = 0x9E3779B97F4A7C15u ^ (uint64_t{scope} << 32) ^ text.size();
        while (!text.empty()) {
            uint64_t word = 0;
            const size_t taken = text.size() < sizeof word ? text.size() : sizeof word;
            std::memcpy(&word, text.data(), taken);
            text.remove_prefix(taken);
            hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
            hash ^= hash >> 32;
        }
        hash *= 0xD6E8FEB86659FD93u;
        return static_cast<uint32_t>(hash >> 32);
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
