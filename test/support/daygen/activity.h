#pragma once

#include <array>
#include <cstdint>

#include "calendar.h"

namespace daygen {

// When orders come: a U over the day, about four times as many a minute at the open and three and a
// half at the close as at noon, so that the n-th of a known number of events gets its time.
class Activity {
  public:
    Activity();

    // Microseconds since the open at which `done` of `all` (done < all) has happened; never falls
    // when `done` grows.
    int64_t time_us(int64_t done, int64_t all);

  private:
    static constexpr int64_t kMinutes = kSessionSeconds / 60;
    std::array<int64_t, kMinutes + 1> before_{};  // weight of all minutes before this one
    int64_t minute_ = 0;
};

}  // namespace daygen
