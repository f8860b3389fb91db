#include "consumers/archive/contents.h"

#include <algorithm>

#include "common/events/command.h"
#include "common/events/event.h"
#include "common/events/topology.h"

namespace archive {

Contents ContentsReader::read(const journal::Record& record) {
    if (record.cut) return {};
    if (record.exchange == events::topology::kEvents) return read_events(record);
    if (record.exchange == events::topology::kCommands) return read_command(record);
    return {};
}

Contents ContentsReader::read_events(const journal::Record& record) {
    const events::Batch batch = decoder_.decode(record.body, record.content_encoding);
    Contents contents;
    for (const events::Event& event : batch.events) {
        if (contents.day == 0) contents.day = event.day;
        const int64_t time_us = event.exchange_time_us;
        int64_t& first_us = contents.facts.first_time_us;
        first_us = first_us == 0 ? time_us : std::min(first_us, time_us);
        contents.received_us = std::max(contents.received_us, event.received_time_us);
        contents.facts.last_time_us = std::max(contents.facts.last_time_us, time_us);
    }
    for (const events::Refusal& refusal : batch.refusals) {
        if (contents.day == 0 && refusal.numbered) contents.day = refusal.day;
    }
    return contents;
}

Contents ContentsReader::read_command(const journal::Record& record) {
    if (!unpacker_.unpack(record.body, record.content_encoding, events::kCommandBytesMax, text_)
             .ok()) {
        return {};
    }
    const auto command = events::decode_command({text_.data(), text_.size() - 1});
    Contents contents;
    if (command.ok()) contents.day = command.value().day;
    return contents;
}

}  // namespace archive
