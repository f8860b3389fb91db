#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/events/event.h"

namespace events {

// An event that cannot be used. `reason` begins with the field it speaks of: "price: more than 4
// decimals". Where source, day and seq could be read, `numbered` is true: with the partition of the
// queue it came through, the event's place in its stream is known.
// A `nothing` is none that anybody parks: its place holds no event, as its source says itself.
struct Refusal {
    std::string reason;
    std::string text;  // the event's JSON, or the whole body where that is not JSON
    bool numbered = false;
    std::string source;
    uint32_t day = 0;
    int32_t partition = -1;
    int64_t seq = 0;
    bool nothing = false;
    size_t events_before = 0;  // good ones of its message that stand in front of it
};

// A message, read. Events hold views into `text`; moving a Batch keeps them good, copying is not
// allowed.
struct Batch {
    Batch() = default;
    Batch(Batch&&) = default;
    Batch& operator=(Batch&&) = default;

    std::vector<char> text;
    std::vector<Event> events;      // the good ones, in their order
    std::vector<Refusal> refusals;  // the others
};

// Reads message bodies and the lines of recorded days. Keeps its working memory; one thread at a
// time.
class Decoder {
  public:
    explicit Decoder(int32_t partitions);
    ~Decoder();
    Decoder(Decoder&&) noexcept;

    // A message: one event or an array of events. Never fails as a whole: what cannot be used is in
    // `refusals`.
    [[nodiscard]] Batch decode(std::string_view body, std::string_view content_encoding);

    // A line of a recorded day: an event without source, partition, seq and received_time_us
    // (ignored where present); `partition` is computed. Invalid with the reason of a Refusal. The
    // event's views point into `line`, which is overwritten in place and must have a zero byte
    // behind its end, and memory for kReadAheadBytes from there (packing.h).
    [[nodiscard]] base::Result<Event> decode_recorded(std::span<char> line);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Appends the event as one JSON object, fields in the order of docs/events.md; `seq` is left out
// where it is 0.
void encode(const Event& event, std::string& out);
// The same for a place that holds no event: source, day, partition and seq of `place` alone.
void encode_nothing(const Event& place, std::string& out);

}  // namespace events
