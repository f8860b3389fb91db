#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/events/event.h"
#include "common/events/packing.h"
#include "producers/feed/numbering.h"

namespace feed {

// A message body ready to be published, with what the feed had numbered before its first event.
struct Body {
    int32_t partition = 0;
    events::Kind kind{};  // of the first event: it names the routing key
    bool own = false;     // holds what concerns an order of ours: part of the routing key
    bool packed = false;
    std::string text;
    size_t events = 0;
    size_t empty = 0;  // places without an event, besides
    Progress before;
};

// Gathers events into one body for each partition. Pure; the limits are soft by one event.
class Batcher {
  public:
    struct Limits {
        size_t events_max = 0;
        size_t bytes_max = 0;  // before compression
        bool compress = true;
    };

    Batcher(int32_t partitions, Limits limits);

    // Whether the partition's next event is the first of a body.
    [[nodiscard]] bool opens(int32_t partition) const {
        return is_empty(open_[static_cast<size_t>(partition)]);
    }
    // `before`: progress before this event, looked at only where it opens a body. True when the
    // body is full and should be taken.
    bool add(const events::Event& event, const Progress& before, bool own = false);
    // The same for a place that holds no event: of `place` source, day, partition and seq count.
    bool add_nothing(const events::Event& place, const Progress& before);
    [[nodiscard]] Body take(int32_t partition);
    // Bodies that hold anything, oldest first event first.
    [[nodiscard]] std::vector<int32_t> open_partitions() const;
    // Progress before the oldest event that still waits here; nullopt: nothing waits.
    [[nodiscard]] std::optional<Progress> oldest() const;

  private:
    static bool is_empty(const Body& body) { return body.events + body.empty == 0; }
    Body& begin(const events::Event& event, events::Kind kind, const Progress& before);
    [[nodiscard]] bool is_full(const Body& body) const;

    std::vector<Body> open_;
    Limits limits_;
    events::Packer packer_;
};

}  // namespace feed
