#pragma once

#include <cstdint>
#include <string>

namespace base {

// In the exchanges' time, and says so: "2026-08-03 09:15:00 IST". Pure.
std::string exchange_text(int64_t time_us);

}  // namespace base
