#include "producers/feed/price_board.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace feed {
namespace {

constexpr size_t kLinesMax = 5000;  // of a message
// So far apart the times in a message may be: one old price does not make its neighbours old.
constexpr int64_t kApartUsMax = 60'000'000;

uint64_t group_of(const fix::Instrument& instrument) {
    return static_cast<uint64_t>(instrument.exchange) << 8 |
           static_cast<uint64_t>(instrument.segment);
}

uint64_t key_of(const fix::Instrument& instrument) {
    return group_of(instrument) << 32 | instrument.token;
}

}  // namespace

events::Quote& PriceBoard::Entry::place(fix::PriceField field) {
    switch (field) {
        case fix::PriceField::Last:
            return last;
        case fix::PriceField::Bid:
            return bid;
        case fix::PriceField::Ask:
            return ask;
        case fix::PriceField::LowLimit:
            return band.low;
        case fix::PriceField::HighLimit:
            return band.high;
    }
    return last;
}

events::Band PriceBoard::Entry::take_band() {
    return band.crossed() ? events::Band{} : std::exchange(band, {});
}

bool PriceBoard::take(const fix::PriceUpdate& update) {
    const uint64_t key = key_of(update.instrument);
    auto found = entries_.find(key);
    if (found == entries_.end()) {
        if (entries_.size() >= instruments_max_) return false;
        found = entries_.emplace(key, Entry{}).first;
        found->second.instrument = update.instrument;
    }
    Entry& entry = found->second;
    const events::Quote quote =
        update.units ? events::Quote::of(*update.units) : events::Quote::none();
    const bool is_last = update.field == fix::PriceField::Last;
    events::Quote& place = entry.place(update.field);
    int64_t& time_us = is_last ? entry.last_us : entry.newest_us;
    if (place == quote && time_us == update.time_us) return true;
    place = quote;
    time_us = update.time_us;
    if (!entry.changed) changed_.push_back(key);
    entry.changed = true;
    return true;
}

std::vector<events::Prices> PriceBoard::changed() {
    std::vector<Entry*> moved;
    for (const uint64_t key : changed_) {
        Entry& entry = entries_.at(key);
        entry.changed = false;
        moved.push_back(&entry);
    }
    changed_.clear();
    std::sort(moved.begin(), moved.end(), [](const Entry* a, const Entry* b) {
        return std::tuple{group_of(a->instrument), a->time_us(), a->instrument.token} <
               std::tuple{group_of(b->instrument), b->time_us(), b->instrument.token};
    });
    std::vector<events::Prices> messages;
    uint64_t last_group = 0;
    for (Entry* entry : moved) {
        const uint64_t group = group_of(entry->instrument);
        const int64_t time_us = entry->time_us();
        if (messages.empty() || group != last_group || messages.back().lines.size() >= kLinesMax ||
            time_us - messages.back().time_us > kApartUsMax) {
            messages.push_back(
                {entry->instrument.exchange, entry->instrument.segment, time_us, {}});
        }
        last_group = group;
        messages.back().lines.push_back(
            {entry->instrument.token, entry->last, entry->bid, entry->ask, entry->take_band()});
    }
    return messages;
}

}  // namespace feed
