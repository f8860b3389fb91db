#include "common/journal/routing.h"

#include <string_view>

#include "common/events/topology.h"
#include "common/journal/archive_block.h"

namespace journal {

std::optional<int32_t> ledger_partition_of(const Record& record, int32_t partitions) {
    if (record.exchange != events::topology::kEvents) return std::nullopt;
    const std::string_view key = record.routing_key;
    const int32_t partition = partition_of(key);
    if (partition < 0 || partition >= partitions) return std::nullopt;
    // The broker compares letters: the queue of `trade.07` gets nothing that says `trade.7`.
    const size_t begin = key.find('.') + 1;
    const std::string expected = events::topology::event_key("", partition);
    if (key.substr(begin, key.find('.', begin) - begin) != expected.substr(1)) return std::nullopt;
    return partition;
}

}  // namespace journal
