#include "consumers/archive/contents.h"

#include <algorithm>

#include "common/events/command.h"
#include "common/events/event.h"
#include "common/events/topology.h"
#include "common/journal/routing.h"

namespace archive {
namespace {

using Places = std::vector<events::Place>;

void add_heads(Contents& contents, const Places& places, int32_t partition) {
    int64_t* last = nullptr;  // a message is mostly of one stream
    HeadKey key{partition, {}};
    for (const events::Place& place : places) {
        if (place.seq == 0) continue;
        if (last == nullptr || key.stream.source != place.source || key.stream.day != place.day) {
            key.stream = {std::string{place.source}, place.day};
            last = &contents.heads[key];
        }
        *last = std::max(*last, place.seq);
    }
}

void add_days(Contents& contents, const Places& places) {
    uint32_t last = 0;
    for (const events::Place& place : places) {
        if (place.day != last && place.day != 0) contents.days.insert(last = place.day);
    }
}

void add_times(Contents& contents, const Places& places) {
    int64_t& first_us = contents.facts.first_time_us;
    int64_t& last_us = contents.facts.last_time_us;
    for (const events::Place& place : places) {
        contents.received_us = std::max(contents.received_us, place.received_time_us);
        if (place.exchange_time_us == 0) continue;
        first_us =
            first_us == 0 ? place.exchange_time_us : std::min(first_us, place.exchange_time_us);
        last_us = std::max(last_us, place.exchange_time_us);
    }
}

}  // namespace

Contents ContentsReader::read(const journal::Record& record) {
    if (record.cut) return {};
    if (record.exchange == events::topology::kEvents) return read_events(record);
    if (record.exchange == events::topology::kCommands) return read_command(record);
    return {};
}

Contents ContentsReader::read_events(const journal::Record& record) {
    const Places& places = places_.read(record.body, record.content_encoding);
    Contents contents;
    add_days(contents, places);
    add_times(contents, places);
    const auto partition = journal::ledger_partition_of(record, partitions_);
    if (partition) add_heads(contents, places, *partition);
    return contents;
}

Contents ContentsReader::read_command(const journal::Record& record) {
    if (!unpacker_.unpack(record.body, record.content_encoding, events::kCommandBytesMax, text_)
             .ok()) {
        return {};
    }
    const auto command = events::decode_command({text_.data(), text_.size() - 1});
    Contents contents;
    if (command.ok()) contents.days.insert(command.value().day);
    return contents;
}

}  // namespace archive
