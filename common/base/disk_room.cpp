#include "common/base/disk_room.h"

#include <sys/statvfs.h>

namespace base {

int64_t free_bytes(const std::string& folder) {
    struct statvfs disk {};
    if (statvfs(folder.c_str(), &disk) != 0) return -1;
    return static_cast<int64_t>(disk.f_bavail * disk.f_frsize);
}

}  // namespace base
