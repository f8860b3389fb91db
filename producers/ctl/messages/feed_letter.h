#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/amqp/message.h"
#include "common/base/result.h"
#include "common/reports/mapping.h"

namespace ctl {

// Dead letters of the feed: a FIX message that was refused, or a line of a recorded day.

// The mapping of the feed whose configuration file this is: its dialect, products and instruments
// as they are now.
base::Result<reports::MappingConfig> mapping_of_feed(const std::string& path, int32_t partitions);

class FeedLetters {
  public:
    // Without a mapping only lines of recorded days can be sent again.
    FeedLetters(std::optional<reports::MappingConfig> mapping, int32_t partitions);

    // Sends the letter through the mapping once more: its events as one message, without numbers,
    // under a source of their own ("redrive-" and the letter's id), so that the same letter counts
    // once however often it is sent. Invalid with the reason of what is still refused.
    [[nodiscard]] base::Result<amqp::Message> again(const amqp::Delivery& letter, int64_t now_us);

  private:
    base::Result<amqp::Message> report_again(std::string_view text, const std::string& source,
                                             int64_t now_us);
    [[nodiscard]] base::Result<amqp::Message> line_again(std::string_view text,
                                                         const std::string& source,
                                                         int64_t now_us) const;

    std::optional<reports::Mapping> mapping_;
    int32_t partitions_;
};

// The message for a person: one field a line, and an arrow at the one that the reason names.
// Values of all fields but those that FIX keeps for orders, trades and instruments are masked
// unless `unmask`: an account may stand anywhere.
std::string pretty_report(std::string_view text, std::string_view reason, bool unmask);
// Whether it is a FIX message; else it is a line of a recorded day.
bool is_report(std::string_view text);

}  // namespace ctl
