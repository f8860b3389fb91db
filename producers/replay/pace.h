#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "common/base/clock.h"
#include "common/events/codec.h"
#include "common/journal/record.h"
#include "producers/replay/stop_flag.h"

namespace replay {

// How fast the record's messages are taken: as fast as it goes, or at a multiple of the speed at
// which the exchange made them. One thread at a time.
class Pace {
  public:
    Pace(Pace&&) = default;
    // "max", or a multiple of real time such as "1" or "60"; nullopt: neither.
    static std::optional<Pace> parse(std::string_view text, int32_t partitions);

    // When an event of this exchange time is due, given when the first one was taken. Pure.
    [[nodiscard]] static base::MonoTime due(base::MonoTime began, int64_t first_us, int64_t us,
                                            int64_t multiple) {
        return began + (us - first_us) / multiple;
    }

    // Sleeps until the message's first event of the day is due, if it has any; an early return once
    // `stopping` is raised.
    void wait_for(const journal::Record& record, uint32_t day, const StopFlag& stopping);

  private:
    explicit Pace(int64_t multiple) : multiple_{multiple} {}

    int64_t multiple_;  // 0: no limit
    std::unique_ptr<events::Decoder> decoder_;
    std::optional<int64_t> first_us_;
    base::MonoTime began_;
};

}  // namespace replay
