#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/base/clock.h"

namespace replay {

// "[#####.....] 50% 1200000 events, 240000/s, 5 s left"; without an end: no bar. Pure.
std::string progress_text(int64_t done, int64_t first, std::optional<int64_t> last, int64_t events,
                          int64_t took_us);

// A line on standard error once the work takes more than two seconds: redrawn in place on a
// terminal, else a plain line now and then. One thread.
class Progress {
  public:
    // `first`: the offset at which the reading begins; `last`: of its end, once that is known.
    Progress(int64_t first, std::function<std::optional<int64_t>()> last,
             std::function<int64_t()> events);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void at(int64_t offset);

  private:
    const int64_t first_;
    const std::function<std::optional<int64_t>()> last_;
    const std::function<int64_t()> events_;
    const bool terminal_;
    const base::MonoTime began_;
    base::MonoTime shown_;
    bool drawn_ = false;
};

}  // namespace replay
