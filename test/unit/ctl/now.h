#pragma once

#include <cstdint>

// When the tests of the client ask: 2026-08-03 09:15 in India, microseconds since the Unix epoch.
inline constexpr int64_t kNow = 1'785'728'700'000'000;
