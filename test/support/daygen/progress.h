#pragma once

#include <chrono>
#include <cstdint>

namespace daygen {

// A line on standard error every second once the work has taken two. Asks the clock only every 64Ki
// events.
class Progress {
  public:
    explicit Progress(int64_t all);
    void reached(int64_t done);
    double seconds() const;

  private:
    void report(int64_t done);

    int64_t all_;
    int64_t next_look_ = 0;
    std::chrono::steady_clock::time_point started_;
    double next_report_s_ = 2.0;
};

}  // namespace daygen
