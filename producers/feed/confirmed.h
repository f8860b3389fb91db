#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "producers/feed/numbering.h"

namespace feed {

// Which progress is safe: everything numbered up to it has been confirmed by the broker. Pure.
class Confirmed {
  public:
    // Message `number` (ascending) holds no event from before `before`.
    void published(uint64_t number, Progress before, size_t events);
    // All messages up to this number are confirmed. Returns how many events they held.
    size_t confirmed_through(uint64_t number);

    // The smallest progress that an unconfirmed message needs; nullopt: nothing is unconfirmed.
    [[nodiscard]] std::optional<Progress> oldest() const;
    [[nodiscard]] bool empty() const { return open_.empty(); }

  private:
    struct Message {
        uint64_t number = 0;
        Progress before;
        size_t events = 0;
    };
    std::deque<Message> open_;
};

}  // namespace feed
