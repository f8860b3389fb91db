#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/events/packing.h"
#include "common/events/reader.h"

namespace events {

// Where an event stands, and its times, whether it is a good one or not. 0 and empty: it does not
// say so in a way that can be read.
struct Place {
    std::string_view source;
    uint32_t day = 0;
    int64_t seq = 0;  // only where source, day and seq can be read; as of a Refusal and an Event
    int64_t exchange_time_us = 0;
    int64_t received_time_us = 0;
};

// Reads of a message no more than the places of its events: for who keeps the message and need not
// know what happened in it. What a Decoder finds of them, it finds too. One thread at a time.
class PlaceReader {
  public:
    PlaceReader();

    // In the message's order; of one that is no message as a whole none, or the one that it has
    // used up. Good until the next call.
    [[nodiscard]] const std::vector<Place>& read(std::string_view body,
                                                 std::string_view content_encoding);

  private:
    Unpacker unpacker_;
    Reader reader_;
    std::vector<char> text_;
    std::vector<Place> places_;
};

}  // namespace events
