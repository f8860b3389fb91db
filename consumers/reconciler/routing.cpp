#include "consumers/reconciler/routing.h"

#include <charconv>
#include <string_view>

#include "common/events/topology.h"

namespace reconciler {

std::optional<int32_t> partition_of(const journal::Record& record, int32_t partitions) {
    if (record.exchange != events::topology::kEvents) return std::nullopt;
    const std::string_view key = record.routing_key;
    const size_t begin = key.find('.') + 1;
    if (begin == 0) return std::nullopt;
    const std::string_view word = key.substr(begin, key.find('.', begin) - begin);
    int32_t partition = -1;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), partition);
    if (read.ec != std::errc{} || partition < 0 || partition >= partitions) return std::nullopt;
    // The broker compares letters: a queue bound to `*.07` gets nothing that says `trade.7`.
    const std::string expected = events::topology::event_key("trade", partition);
    if (expected.substr(expected.find('.') + 1) != word) return std::nullopt;
    return partition;
}

}  // namespace reconciler
