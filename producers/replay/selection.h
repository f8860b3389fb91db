#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/events/event.h"
#include "common/journal/record.h"

namespace replay {

// Which events of the record are meant. Pure values.
struct Selection {
    uint32_t day = 0;                  // yyyymmdd
    std::optional<int32_t> partition;  // all
    std::string account;               // "" all
    std::string source;                // "" all
    int64_t from_seq = 0;              // 0: from the first
    int64_t to_seq = 0;                // 0: to the last
    int64_t from_us = 0;               // exchange time, since the Unix epoch; 0: from the first
    int64_t to_us = 0;                 // the first that is not meant any more; 0: to the last

    // A part of the day that no table as a whole can be compared with.
    [[nodiscard]] bool cuts_streams() const {
        return !source.empty() || from_seq != 0 || to_seq != 0 || from_us != 0 || to_us != 0;
    }
    [[nodiscard]] bool everything() const {
        return !partition && account.empty() && !cuts_streams();
    }
    // Whether the messages of a partition may hold what is meant.
    [[nodiscard]] bool meets(int32_t its_partition, int32_t partitions) const;
    // Whether the event is to be applied. Its day and partition are looked at elsewhere, because
    // they decide about its place in a stream.
    [[nodiscard]] bool wants(const events::Event& event) const;
    // In words, the same for the same selection: "20260803 account=AB1234".
    [[nodiscard]] std::string text() const;
};

// "HH:MM" or "HH:MM:SS" on the trading day, by the exchange's clock, as microseconds since the Unix
// epoch. Invalid: not such a time.
base::Result<int64_t> exchange_time(uint32_t day, std::string_view text, int64_t utc_offset_s);

}  // namespace replay
