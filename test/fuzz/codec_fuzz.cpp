// Whatever a message holds: it is read or refused, nothing is lost, and what was accepted survives
// encode and decode. The first byte chooses how the rest comes: plain, or as a recorded line.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/must.h"
#include "common/events/codec.h"
#include "common/events/packing.h"
#include "common/events/place_reader.h"

namespace {

constexpr int32_t kPartitions = 4;

void check_accepted(events::Decoder& decoder, const events::Event& event) {
    std::string text;
    events::encode(event, text);
    const events::Batch again = decoder.decode(text, "");
    base::must(again.refusals.empty());
    base::must(again.events.size() == 1);
    base::must(again.events[0] == event);
}

// The archive reads less of a message, and finds the places of all the decoder's events.
void check_places(const events::Batch& batch, std::string_view body) {
    events::PlaceReader reader;
    const auto& places = reader.read(body, "");
    const auto finds = [&](std::string_view source, uint32_t day, int64_t seq) {
        return std::ranges::any_of(places, [&](const events::Place& one) {
            return one.source == source && one.day == day && one.seq == seq;
        });
    };
    for (const auto& one : batch.events) base::must(finds(one.source, one.day, one.seq));
    for (const auto& one : batch.refusals) {
        base::must(!one.numbered || finds(one.source, one.day, one.seq));
    }
}

void check_message(std::string_view body) {
    events::Decoder decoder{kPartitions};
    events::Decoder second{kPartitions};
    const events::Batch batch = decoder.decode(body, "");
    base::must(batch.events.size() + batch.refusals.size() > 0);
    for (const events::Event& event : batch.events) check_accepted(second, event);
    for (const events::Refusal& refusal : batch.refusals) {
        base::must(refusal.reason.find(": ") != std::string::npos);
        base::must(body.find(refusal.text) != std::string_view::npos);
        base::must(!refusal.numbered || refusal.seq > 0);
    }
    // A decoder keeps what it learned of the order of fields: it must not change the answer.
    const events::Batch again = decoder.decode(body, "");
    base::must(again.events == batch.events);
    base::must(again.refusals.size() == batch.refusals.size());
    check_places(batch, body);
}

void check_line(std::string_view line) {
    events::Decoder decoder{kPartitions};
    std::vector<char> text{line.begin(), line.end()};
    text.resize(line.size() + events::kReadAheadBytes);
    auto read = decoder.decode_recorded({text.data(), line.size()});
    if (!read.ok()) return base::must(read.error().code == base::Errc::Invalid);
    events::Event event = read.value();
    base::must(event.source.empty() && event.seq == 0 && event.received_time_us == 0);
    event.source = "a-source";
    event.seq = 1;
    event.received_time_us = 1;
    check_accepted(decoder, event);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string input{data + 1, data + size};
    data[0] == 'r' ? check_line(input) : check_message(input);
    return 0;
}
