#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/clock.h"

// What more than one command keeps to.
namespace ctl {

inline constexpr int64_t kConfirmMs = 10'000;       // that RabbitMQ has to confirm
inline constexpr size_t kFileBytesMax = 16u << 20;  // of a list that a person has made
inline constexpr size_t kReasonBytes = 200;         // of the column
inline constexpr int64_t kProgressEveryUs = 2 * base::kSecondUs;

}  // namespace ctl
