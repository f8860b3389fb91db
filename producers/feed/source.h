#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/events/event.h"

namespace feed {

// One record of a source. `event` has everything but source, seq and received_time_us, and its
// views live until the next call of the source. A record that is no valid event has `refusal` set
// instead, and its own text.
struct Record {
    events::Event event;
    std::string refusal;    // empty: the event is good
    std::string_view text;  // as the source sent it
};

// Where events come from: an ordered stream of records that can be read again from any position of
// the day. A recorded day is one; a drop copy session is another. Loop thread only.
class Source {
  public:
    enum class Look { Ready, NotYet, Ended, Failed };

    virtual ~Source() = default;
    // Begins after record `position` of the day (0: at its first). `on_ready` is called when `look`
    // may have changed from NotYet; never from inside another call.
    virtual void start(uint64_t position, std::function<void()> on_ready) = 0;
    // Whether there is a record to take.
    [[nodiscard]] virtual Look look() = 0;
    // The record that `look` says is ready; the same one until `pop`.
    [[nodiscard]] virtual const Record& front() = 0;
    virtual void pop() = 0;
    // Why it failed.
    [[nodiscard]] virtual std::string problem() const = 0;
};

}  // namespace feed
