#pragma once

#include <cstdint>
#include <optional>

#include "common/journal/record.h"

namespace reconciler {

// Which ledger's queue a message of the journal went to as well; nullopt: to none. Pure.
std::optional<int32_t> partition_of(const journal::Record& record, int32_t partitions);

}  // namespace reconciler
