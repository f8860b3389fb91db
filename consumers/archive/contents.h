#pragma once

#include <cstdint>

#include "common/events/codec.h"
#include "common/events/packing.h"
#include "common/journal/archive_block.h"
#include "common/journal/record.h"

namespace archive {

// What the archive must know of a record's body.
struct Contents {
    uint32_t day = 0;  // trading day of the first event, or of the command; 0: it tells none
    journal::Facts facts;
    int64_t received_us = 0;  // when the newest event came to its producer; 0: no event
};

// Reads bodies. Never fails: of what cannot be read nothing is known. One thread at a time.
class ContentsReader {
  public:
    explicit ContentsReader(int32_t partitions) : decoder_{partitions} {}

    [[nodiscard]] Contents read(const journal::Record& record);

  private:
    [[nodiscard]] Contents read_events(const journal::Record& record);
    [[nodiscard]] Contents read_command(const journal::Record& record);

    events::Decoder decoder_;
    events::Unpacker unpacker_;
    std::vector<char> text_;
};

}  // namespace archive
