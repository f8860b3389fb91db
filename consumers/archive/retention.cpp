#include "consumers/archive/retention.h"

#include <set>

namespace archive {

std::vector<KeptFile> to_remove(const std::vector<KeptFile>& files, const Keep& keep) {
    std::set<uint32_t> newer_days;  // up to the open one
    int64_t bytes = 0;
    for (const KeptFile& file : files) {
        if (file.name.day <= keep.open_day) newer_days.insert(file.name.day);
        bytes += file.bytes;
    }
    std::vector<KeptFile> gone;
    for (const KeptFile& file : files) {  // the oldest first
        newer_days.erase(newer_days.begin(), newer_days.upper_bound(file.name.day));
        if (newer_days.empty() || !file.closed) continue;
        const auto newer = static_cast<int64_t>(newer_days.size());
        const bool too_old = keep.days > 0 && newer >= keep.days;
        const bool too_much = keep.bytes_max > 0 && bytes > keep.bytes_max;
        if (!too_old && !too_much) continue;
        bytes -= file.bytes;
        gone.push_back(file);
    }
    return gone;
}

}  // namespace archive
