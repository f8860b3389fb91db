#include "producers/feed/batcher.h"

#include <algorithm>

#include "common/events/codec.h"

namespace feed {
namespace {

// Below this a body gains too little to be worth the work at both ends.
constexpr size_t kPackBytesMin = 1024;

}  // namespace

Batcher::Batcher(int32_t partitions, Limits limits)
    : open_(static_cast<size_t>(partitions)), limits_{limits} {}

// The body that the next of the partition goes into, up to where it is to be written.
Body& Batcher::begin(const events::Event& event, events::Kind kind, const Progress& before) {
    Body& body = open_[static_cast<size_t>(event.partition)];
    const bool first = is_empty(body);
    if (first) {
        body.partition = event.partition;
        body.kind = kind;
        body.before = before;
        body.text.reserve(limits_.bytes_max + 1024);
    }
    body.text.push_back(first ? '[' : ',');
    return body;
}

bool Batcher::is_full(const Body& body) const {
    return body.events + body.empty >= limits_.events_max || body.text.size() >= limits_.bytes_max;
}

bool Batcher::add(const events::Event& event, const Progress& before, bool own) {
    const bool order = std::holds_alternative<events::Order>(event.body);
    Body& body = begin(event, order ? events::Kind::Order : events::Kind::Trade, before);
    events::encode(event, body.text);
    ++body.events;
    body.own = body.own || own;
    return is_full(body);
}

bool Batcher::add_nothing(const events::Event& place, const Progress& before) {
    Body& body = begin(place, events::Kind::Order, before);
    events::encode_nothing(place, body.text);
    ++body.empty;
    return is_full(body);
}

Body Batcher::take(int32_t partition) {
    Body& open = open_[static_cast<size_t>(partition)];
    open.text.push_back(']');
    Body body;
    body.partition = partition;
    body.kind = open.kind;
    body.own = open.own;
    body.events = open.events;
    body.empty = open.empty;
    body.before = std::move(open.before);
    body.packed = limits_.compress && open.text.size() >= kPackBytesMin;
    body.text = body.packed ? packer_.pack(open.text) : open.text;
    open.text.clear();  // keeps its memory for the next one
    open.events = open.empty = 0;
    open.own = false;
    return body;
}

std::vector<int32_t> Batcher::open_partitions() const {
    std::vector<int32_t> partitions;
    for (const Body& body : open_) {
        if (!is_empty(body)) partitions.push_back(body.partition);
    }
    std::sort(partitions.begin(), partitions.end(), [this](int32_t a, int32_t b) {
        return open_[static_cast<size_t>(a)].before.position <
               open_[static_cast<size_t>(b)].before.position;
    });
    return partitions;
}

std::optional<Progress> Batcher::oldest() const {
    const auto partitions = open_partitions();
    if (partitions.empty()) return std::nullopt;
    return open_[static_cast<size_t>(partitions.front())].before;
}

}  // namespace feed
