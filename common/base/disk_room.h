#pragma once

#include <cstdint>
#include <string>

namespace base {

// Free bytes on the disk of a folder, for a process without privileges; -1 where the system does
// not say. The same in C++14 and C++20.
int64_t free_bytes(const std::string& folder);

}  // namespace base
