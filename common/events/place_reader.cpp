#include "common/events/place_reader.h"

#include "common/events/event.h"

namespace events {
namespace {

// The kind, because senders order the fields of each kind in their own way (reader.h).
constexpr FieldSet kWanted = set_of(Field::Kind) | set_of(Field::Source) | set_of(Field::Day) |
                             set_of(Field::Seq) | set_of(Field::ExchangeTimeUs) |
                             set_of(Field::ReceivedTimeUs);

Place place_of(const Draft& draft) {
    Place place;
    if (draft.can_read(Field::Source)) place.source = draft.event.source;
    if (draft.can_read(Field::Day)) place.day = draft.event.day;
    if (draft.place_is_known()) place.seq = draft.event.seq;
    if (draft.can_read(Field::ExchangeTimeUs)) {
        place.exchange_time_us = draft.event.exchange_time_us;
    }
    if (draft.can_read(Field::ReceivedTimeUs)) {
        place.received_time_us = draft.event.received_time_us;
    }
    return place;
}

}  // namespace

PlaceReader::PlaceReader() : reader_{kWanted} {}

const std::vector<Place>& PlaceReader::read(std::string_view body,
                                            std::string_view content_encoding) {
    places_.clear();
    if (!unpacker_.unpack(body, content_encoding, kBodyBytesMax, text_).ok()) return places_;
    if (has_zero_byte({text_.data(), text_.size() - 1})) return places_;
    const std::string problem = reader_.read(
        text_.data(), [this](Reading& reading) { places_.push_back(place_of(reading.draft)); },
        [this] { places_.clear(); });
    if (problem.empty()) return places_;
    places_.clear();
    const Draft* cut = reader_.cut_event();
    if (cut != nullptr && cut->place_is_known()) places_.push_back(place_of(*cut));
    return places_;
}

}  // namespace events
