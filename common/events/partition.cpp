#include "common/events/partition.h"

#include "common/base/crc32.h"

namespace events {

int32_t partition_of(std::string_view account, int32_t partitions) {
    return static_cast<int32_t>(base::crc32(account) % static_cast<uint32_t>(partitions));
}

}  // namespace events
