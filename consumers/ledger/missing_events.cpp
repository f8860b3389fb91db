#include "consumers/ledger/missing_events.h"

#include <algorithm>
#include <string>

namespace ledger {

std::set<uint32_t> MissingEvents::days() const {
    std::set<uint32_t> days;
    for (const auto& [key, search] : ranges_) days.insert(key.second.day);
    return days;
}

bool MissingEvents::wants(uint32_t day) const {
    return std::ranges::any_of(ranges_,
                               [day](const auto& entry) { return entry.first.second.day == day; });
}

std::map<MissingEvents::Key, MissingEvents::Range> MissingEvents::of_day(uint32_t day) const {
    std::map<Key, Range> found;
    for (const auto& [key, search] : ranges_) {
        if (key.second.day == day) found.emplace(key, search.range);
    }
    return found;
}

bool MissingEvents::meets(const books::Incoming& incoming, int32_t partition) {
    bool meets = false;
    for (const books::Item& item : incoming.items) {
        if (item.seq() == 0) continue;
        const auto found = ranges_.find({partition, {std::string{item.source()}, item.day()}});
        if (found == ranges_.end()) continue;
        Search& search = found->second;
        const books::Gap& gap = search.range.gap;
        if (item.seq() < gap.first_missing || item.seq() > gap.last_missing) continue;
        meets = true;
        if (item.seq() == search.next) ++search.next;
        if (search.next > gap.last_missing) ranges_.erase(found);
    }
    return meets;
}

}  // namespace ledger
