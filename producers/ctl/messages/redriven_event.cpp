#include "producers/ctl/messages/redriven_event.h"

#include <algorithm>
#include <cctype>

#include "common/events/codec.h"
#include "common/events/command.h"
#include "common/events/topology.h"

namespace ctl {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using events::Event;

// Part of the source, which may be 32 characters: more than enough to tell one row from another.
constexpr size_t kDigestDigits = 16;

std::string redrive_source(const ParkedRow& row) {
    std::string source = "redrive-" + row.digest.substr(0, kDigestDigits);
    std::transform(source.begin(), source.end(), source.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return source + "-" + std::to_string(row.attempt);
}

Result<Event> only_event(const events::Batch& batch) {
    if (!batch.refusals.empty()) return Error{Errc::Invalid, batch.refusals[0].reason};
    if (batch.events.size() != 1) {
        return Error{Errc::Invalid,
                     "body: must be one event, holds " + std::to_string(batch.events.size())};
    }
    return batch.events[0];
}

RedrivenEvent redriven(const Event& event) {
    const auto* trade = std::get_if<events::Trade>(&event.body);
    const auto* order = std::get_if<events::Order>(&event.body);
    const std::string_view client_order_id =
        trade != nullptr ? trade->client_order_id : order->client_order_id;
    const auto kind = trade != nullptr ? events::Kind::Trade : events::Kind::Order;
    RedrivenEvent out;
    events::encode(event, out.body);
    out.routing_key = events::topology::event_key(events::name_of(kind), event.partition,
                                                  events::is_own(client_order_id));
    out.partition = event.partition;
    out.source = event.source;
    out.day = event.day;
    out.id = event.id;
    return out;
}

}  // namespace

Result<RedrivenEvent> to_redrive(const ParkedRow& row, std::string_view text, int32_t partitions) {
    const events::Batch batch = events::Decoder{partitions}.decode(text, "");
    auto read = only_event(batch);
    if (!read.ok()) return read.error();
    Event event = std::move(read).value();
    if (event.partition != row.partition && event.seq != 0) {
        return Error{Errc::Invalid, "seq: " + std::to_string(event.seq) +
                                        " may still be missing in partition " +
                                        std::to_string(event.partition) +
                                        ", whose event this is: its source must send it there"};
    }
    const std::string source = redrive_source(row);
    event.source = source;
    event.seq = 0;
    return redriven(event);
}

Result<RedrivenEvent> sent_before(const std::string& body, int32_t partitions) {
    const events::Batch batch = events::Decoder{partitions}.decode(body, "");
    const auto event = only_event(batch);
    if (!event.ok()) return event.error();
    return redriven(event.value());
}

}  // namespace ctl
