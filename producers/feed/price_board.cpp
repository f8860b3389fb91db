#include "producers/feed/price_board.h"

#include <algorithm>

namespace feed {
namespace {

constexpr size_t kLinesMax = 5000;  // of a message

uint64_t group_of(const fix::Instrument& instrument) {
    return static_cast<uint64_t>(instrument.exchange) << 8 |
           static_cast<uint64_t>(instrument.segment);
}

uint64_t key_of(const fix::Instrument& instrument) {
    return group_of(instrument) << 32 | instrument.token;
}

bool same(const fix::Price& a, const fix::Price& b) {
    return a.last == b.last && a.bid == b.bid && a.ask == b.ask && a.time_us == b.time_us;
}

}  // namespace

bool PriceBoard::take(const fix::Price& price) {
    const uint64_t key = key_of(price.instrument);
    auto found = entries_.find(key);
    if (found == entries_.end()) {
        if (entries_.size() >= instruments_max_) return false;
        found = entries_.emplace(key, Entry{}).first;
    } else if (same(found->second.price, price)) {
        return true;
    }
    Entry& entry = found->second;
    entry.price = price;
    if (!entry.changed) changed_.push_back(key);
    entry.changed = true;
    return true;
}

std::vector<events::Prices> PriceBoard::changed() {
    std::vector<events::Prices> messages;
    std::sort(changed_.begin(), changed_.end());  // groups lie together
    uint64_t last_group = 0;
    for (const uint64_t key : changed_) {
        Entry& entry = entries_.at(key);
        const fix::Price& price = entry.price;
        const uint64_t group = group_of(price.instrument);
        if (messages.empty() || group != last_group || messages.back().lines.size() >= kLinesMax) {
            messages.push_back(
                {price.instrument.exchange, price.instrument.segment, price.time_us, {}});
        }
        last_group = group;
        messages.back().time_us = std::min(messages.back().time_us, price.time_us);
        messages.back().lines.push_back({price.instrument.token, price.last, price.bid, price.ask});
        entry.changed = false;
    }
    changed_.clear();
    return messages;
}

}  // namespace feed
