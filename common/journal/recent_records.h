#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace journal {

// The marks (record_mark.h) of the newest records: a message that is delivered again, because its
// acknowledgement did not reach the broker, is known by it. Bounded. One thread at a time.
class RecentRecords {
  public:
    explicit RecentRecords(size_t records_max) : records_max_{records_max} {}

    void add(uint64_t mark);
    [[nodiscard]] bool contains(uint64_t mark) const { return times_.contains(mark); }

  private:
    const size_t records_max_;
    std::deque<uint64_t> marks_;
    std::unordered_map<uint64_t, size_t> times_;
};

}  // namespace journal
