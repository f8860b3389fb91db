#pragma once

#include <deque>
#include <map>
#include <string>

#include "common/overview/overview.h"

namespace ctl {

inline constexpr size_t kSamplesMax = 60;  // of each queue

// The depths of the queues over the last readings. Holds what the last reading named, no more.
class History {
  public:
    void add(const overview::Overview& overview);
    // The last `width` depths as bars, "▁▃█", the tallest being the deepest of them; blanks where
    // there is no reading yet.
    [[nodiscard]] std::string trend(const std::string& queue, size_t width) const;

  private:
    std::map<std::string, std::deque<int64_t>> depths_;
};

}  // namespace ctl
