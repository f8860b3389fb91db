#include "common/journal/recent_records.h"

namespace journal {

void RecentRecords::add(uint64_t mark) {
    marks_.push_back(mark);
    ++times_[mark];
    if (marks_.size() <= records_max_) return;
    const auto oldest = times_.find(marks_.front());
    marks_.pop_front();
    if (oldest == times_.end()) return;
    if (oldest->second > 1) {
        --oldest->second;
    } else {
        times_.erase(oldest);
    }
}

}  // namespace journal
