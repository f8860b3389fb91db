#include "common/fix/store_room.h"

#include <cstdint>

#include "common/base/disk_room.h"

namespace fix {
namespace {

constexpr int64_t kFreeBytesMin = 1 << 20;

}  // namespace

std::string store_problem(const std::string& folder) {
    const int64_t free = base::free_bytes(folder);
    if (free < 0 || free >= kFreeBytesMin) return {};
    return "store: only " + std::to_string(free / 1024) + " KiB left on the disk of " + folder;
}

}  // namespace fix
