#pragma once

#include <cstdint>
#include <optional>

#include "common/journal/record.h"

namespace journal {

// Which ledger's queue a message went to as well; nullopt: to none. Pure.
std::optional<int32_t> ledger_partition_of(const Record& record, int32_t partitions);

}  // namespace journal
