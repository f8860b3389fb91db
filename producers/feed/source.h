#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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
    std::string refusal;      // empty: the event is good
    std::string_view text;    // as the source sent it
    bool own = false;         // of an order of ours, or what we did to another one
    uint64_t nothing = 0;     // above 0: this many places of the stream, which hold no event
    bool reset = false;       // no place of the stream: the next record is the first of another one
    bool day_begins = false;  // a reset that was to be expected: the source has begun its day
    bool unplaced = false;    // refused, and no place of the stream
    // A place that holds no event and has a number all the same: so the numbers behind it do not
    // depend on whether it could be used.
    struct Empty {
        uint32_t day = 0;
        int32_t partition = 0;
    };
    std::optional<Empty> empty{};
    // Of the last record of a message: what tells the message from another one under its number.
    // 0: not known.
    uint32_t mark = 0;
};

// Where events come from: an ordered stream of records that can be read again from any position of
// the day. A recorded day is one; a drop copy session is another, which may also begin anew. Loop
// thread only.
class Source {
  public:
    enum class Look { Ready, NotYet, Ended, Failed };

    struct From {
        uint32_t day = 0;
        uint64_t position = 0;
        uint32_t mark = 0;  // of the last whole message before it
    };

    virtual ~Source() = default;
    // Begins after record `from.position` of `from.day`, or at the first record where its day is
    // another one (day 0: of any day). `on_ready` is called when `look` may have changed from
    // NotYet; never from inside another call.
    virtual void start(const From& from, std::function<void()> on_ready) = 0;
    // Known once `look` has said Ready: whether it began after `from`. Otherwise the numbering
    // begins anew.
    [[nodiscard]] virtual bool resumed() const = 0;
    // A digest of what decides which place has a number of which partition and day. Another one
    // than the checkpoint's makes another stream. 0: of its events alone.
    [[nodiscard]] virtual uint32_t numbering_rule() const { return 0; }
    // Whether there is a record to take.
    [[nodiscard]] virtual Look look() = 0;
    // The record that `look` says is ready; the same one until `pop`.
    [[nodiscard]] virtual const Record& front() = 0;
    virtual void pop() = 0;
    // Why it failed.
    [[nodiscard]] virtual std::string problem() const = 0;
};

}  // namespace feed
