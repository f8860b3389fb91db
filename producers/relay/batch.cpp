#include "producers/relay/batch.h"

#include <algorithm>

#include "common/base/must.h"
#include "common/events/command.h"
#include "common/events/topology.h"

namespace relay {

namespace topology = events::topology;

Batch::Batch(const std::vector<WaitingNotice>& rows, Urgency urgency, size_t ids_per_message) {
    std::map<events::Channel, size_t> filling;  // the entry that a channel's next notice joins
    for (const WaitingNotice& row : rows) {
        const auto [place, is_new] = filling.try_emplace(row.channel, entries_.size());
        if (!is_new && entries_[place->second].ids.size() >= ids_per_message) {
            place->second = entries_.size();
        }
        if (place->second == entries_.size()) {
            Entry& entry = entries_.emplace_back();
            entry.message.exchange = topology::kNotify;
            entry.message.routing_key =
                topology::notify_queue(events::name_of(row.channel), urgency == Urgency::Urgent);
        }
        entries_[place->second].ids.push_back(row.id);
    }
    for (Entry& entry : entries_) {
        entry.message.body = events::encode(events::NoticeRequest{entry.ids});
    }
}

amqp::Message* Batch::next() {
    return published_ == entries_.size() ? nullptr : &entries_[published_].message;
}

size_t Batch::published(uint64_t number) {
    base::must(published_ < entries_.size());
    Entry& entry = entries_[published_++];
    entry.number = number;
    return entry.ids.size();
}

void Batch::confirmed_through(uint64_t number) {
    while (confirmed_ < published_ && entries_[confirmed_].number <= number) ++confirmed_;
}

std::vector<std::string> Batch::confirmed_ids() const { return ids_of_first(confirmed_); }

std::vector<std::string> Batch::published_ids() const { return ids_of_first(published_); }

std::vector<std::string> Batch::ids_of_first(size_t entries) const {
    std::vector<std::string> ids;
    for (size_t i = 0; i < entries; ++i) {
        ids.insert(ids.end(), entries_[i].ids.begin(), entries_[i].ids.end());
    }
    return ids;
}

int64_t wait_ms(const RelayConfig& config, size_t found, size_t most, int64_t last_ms) {
    if (found >= most) return 0;
    if (found > 0) return config.poll_min_ms;
    return std::clamp(2 * last_ms, config.poll_min_ms, config.poll_max_ms);
}

}  // namespace relay
