#include "producers/feed/price_board.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace feed {
namespace {

constexpr size_t kLinesMax = 5000;  // of a message
// So far apart the times in a message may be: one old price does not make its neighbours old.
constexpr int64_t kApartUsMax = 60'000'000;
// A known time so far ahead of our clock is a mistake that newer prices put right.
constexpr int64_t kAheadUsMax = 60'000'000;

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

PriceBoard::Taken PriceBoard::take(const fix::PriceUpdate& update, int64_t now_us) {
    const uint64_t key = key_of(update.instrument);
    auto found = entries_.find(key);
    if (found == entries_.end()) {
        if (entries_.size() >= instruments_max_) return Taken::Full;
        found = entries_.emplace(key, Entry{}).first;
        found->second.instrument = update.instrument;
    }
    Entry& entry = found->second;
    const events::Quote quote =
        update.units ? events::Quote::of(*update.units) : events::Quote::none();
    events::Quote& place = entry.place(update.field);
    int64_t& time_us = entry.time_of(update.field);
    if (update.time_us < time_us && time_us <= now_us + kAheadUsMax) return Taken::Older;
    if (place == quote && time_us == update.time_us) return Taken::Yes;
    place = quote;
    time_us = update.time_us;
    if (!entry.changed) changed_.push_back(key);
    entry.changed = true;
    return Taken::Yes;
}

std::vector<events::Prices> PriceBoard::changed(size_t messages_max) {
    std::vector<events::Prices> messages;
    give(left_, messages, messages_max);
    if (!left_.empty()) return messages;
    left_.swap(changed_);
    give(left_, messages, messages_max);
    return messages;
}

// Takes the keys away whose prices have found room.
void PriceBoard::give(std::vector<uint64_t>& keys, std::vector<events::Prices>& messages,
                      size_t messages_max) {
    std::sort(keys.begin(), keys.end(), [this](uint64_t one, uint64_t other) {
        const Entry& a = entries_.at(one);
        const Entry& b = entries_.at(other);
        return std::tuple{group_of(a.instrument), a.time_us(), a.instrument.token} <
               std::tuple{group_of(b.instrument), b.time_us(), b.instrument.token};
    });
    events::Prices* open = nullptr;
    uint64_t last_group = 0;
    size_t given = 0;
    for (; given < keys.size(); ++given) {
        Entry& entry = entries_.at(keys[given]);
        const uint64_t group = group_of(entry.instrument);
        const int64_t time_us = entry.time_us();
        if (open == nullptr || group != last_group || open->lines.size() >= kLinesMax ||
            time_us - open->time_us > kApartUsMax) {
            if (messages.size() >= messages_max) break;
            open = &messages.emplace_back(
                events::Prices{entry.instrument.exchange, entry.instrument.segment, time_us, {}});
        }
        last_group = group;
        entry.changed = false;
        open->lines.push_back(
            {entry.instrument.token, entry.last, entry.bid, entry.ask, entry.take_band()});
    }
    keys.erase(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(given));
}

}  // namespace feed
