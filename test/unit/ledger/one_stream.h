#pragma once

#include <cstdint>

#include "common/events/partition.h"

// The day and the partition, of four, of the trades in test/unit/archive/trade_body.h.
inline constexpr uint32_t kDay = 20260803;
inline const int32_t kPartition = events::partition_of("AB1234", 4);
