#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/clock.h"

namespace feed {

// When a record of a recorded day is due. Pure.
class Pace {
  public:
    // "max", or a multiple of real time such as "1" or "60". nullopt: neither.
    static std::optional<Pace> parse(std::string_view text);
    static Pace fastest() { return Pace{Mode::Fastest, 0}; }
    static Pace events_per_second(int64_t rate) { return Pace{Mode::Rate, rate}; }

    [[nodiscard]] bool unlimited() const { return mode_ == Mode::Fastest; }
    // Wall time at which the record is due, given when the run began; `record` counts from 0 in
    // this run.
    [[nodiscard]] base::WallTime due(base::WallTime began, uint64_t record,
                                     int64_t exchange_time_us);

  private:
    enum class Mode { Fastest, Multiple, Rate };
    Pace(Mode mode, int64_t number) : mode_{mode}, number_{number} {}

    Mode mode_;
    int64_t number_;
    std::optional<int64_t> first_exchange_time_us_;
};

}  // namespace feed
