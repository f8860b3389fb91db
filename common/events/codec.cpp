#include "common/events/codec.h"

#include "common/events/field.h"
#include "common/events/packing.h"
#include "common/events/reader.h"

namespace events {

using base::Errc;
using base::Error;
using base::Result;

namespace {

Refusal refusal_of(const Draft& draft, std::string reason) {
    Refusal refusal;
    refusal.reason = std::move(reason);
    refusal.numbered = draft.place_is_known();
    if (draft.can_read(Field::Source)) refusal.source = draft.event.source;
    if (draft.can_read(Field::Day)) refusal.day = draft.event.day;
    if (draft.can_read(Field::Partition)) refusal.partition = draft.event.partition;
    if (draft.can_read(Field::Seq)) refusal.seq = draft.event.seq;
    return refusal;
}

// A single event that breaks off behind its number has used it up.
void take_place(Refusal& refusal, const Refusal& place) {
    refusal.numbered = true;
    refusal.source = place.source;
    refusal.day = place.day;
    refusal.partition = place.partition;
    refusal.seq = place.seq;
}

}  // namespace

struct Decoder::Impl {
    int32_t partitions;
    Unpacker unpacker = {};
    Reader reader = Reader{};
    std::vector<char> original = {};
    size_t events_last = 0;  // of the last message: a good guess for the next

    // Reading in place has overwritten the text, so the parked copy is cut from the body unpacked
    // once more.
    void keep_texts(Batch& batch, const std::vector<std::pair<size_t, size_t>>& places,
                    std::string_view body, std::string_view encoding) {
        base::must(unpacker.unpack(body, encoding, kBodyBytesMax, original).ok());
        for (size_t i = 0; i < places.size(); ++i) {
            const auto [begin, end] = places[i];
            batch.refusals[i].text.assign(original.data() + begin, end - begin);
        }
    }
};

Decoder::Decoder(int32_t partitions) : impl_{new Impl{.partitions = partitions}} {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;

Batch Decoder::decode(std::string_view body, std::string_view content_encoding) {
    Batch batch;
    const auto whole = [&](std::string reason) {
        batch.events.clear();
        batch.refusals.clear();
        Refusal& refusal = batch.refusals.emplace_back();
        refusal.reason = std::move(reason);
        refusal.text = body;
    };
    const base::Status unpacked =
        impl_->unpacker.unpack(body, content_encoding, kBodyBytesMax, batch.text);
    if (!unpacked.ok()) {
        whole(unpacked.error().what);
        return batch;
    }
    if (has_zero_byte({batch.text.data(), batch.text.size() - 1})) {
        whole(std::string{kZeroByte});
        return batch;
    }
    batch.events.reserve(impl_->events_last);
    std::vector<std::pair<size_t, size_t>> places;  // of the refused ones
    const auto on_restart = [&] {
        batch.events.clear();
        batch.refusals.clear();
        places.clear();
    };
    const auto on_event = [&](Reading& reading) {
        std::string reason =
            reading.draft.finish(required_fields(reading.draft.kind), impl_->partitions);
        const bool nothing = reason.empty() && reading.draft.nothing;
        if (reason.empty() && !nothing) {
            batch.events.push_back(reading.draft.event);
            return;
        }
        if (nothing) reason = "kind: nothing";
        batch.refusals.push_back(refusal_of(reading.draft, std::move(reason)));
        batch.refusals.back().nothing = nothing;
        batch.refusals.back().events_before = batch.events.size();
        places.emplace_back(reading.begin, reading.end);
    };
    const std::string problem = impl_->reader.read(batch.text.data(), on_event, on_restart);
    impl_->events_last = batch.events.size();
    if (!problem.empty()) {
        const Draft* cut = impl_->reader.cut_event();
        const Refusal place = cut != nullptr ? refusal_of(*cut, {}) : Refusal{};
        whole(problem);
        impl_->keep_texts(batch, {{0, batch.text.size() - 1}}, body, content_encoding);
        if (place.numbered) take_place(batch.refusals.back(), place);
    } else if (!places.empty()) {
        impl_->keep_texts(batch, places, body, content_encoding);
    }
    return batch;
}

Result<Event> Decoder::decode_recorded(std::span<char> line) {
    constexpr FieldSet kAddedByTheFeed = set_of(Field::Source) | set_of(Field::Partition) |
                                         set_of(Field::Seq) | set_of(Field::ReceivedTimeUs);
    if (has_zero_byte({line.data(), line.size()})) {
        return Error{Errc::Invalid, std::string{kZeroByte}};
    }
    Event event;
    std::string reason;
    size_t events = 0;
    const auto on_event = [&](Reading& reading) {
        ++events;
        Draft& draft = reading.draft;
        draft.bad &= ~kAddedByTheFeed;
        reason = draft.nothing ? "kind: nothing, in a recorded day"
                               : draft.finish(required_fields(draft.kind) & ~kAddedByTheFeed,
                                              impl_->partitions);
        event = draft.event;
    };
    const std::string problem = impl_->reader.read(line.data(), on_event, [&] { events = 0; });
    if (!problem.empty()) return Error{Errc::Invalid, problem};
    if (events != 1) return Error{Errc::Invalid, "body: more than one event in the line"};
    if (!reason.empty()) return Error{Errc::Invalid, reason};
    event.source = {};
    event.seq = 0;
    event.received_time_us = 0;
    return event;
}

}  // namespace events
