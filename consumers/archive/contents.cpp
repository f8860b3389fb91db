#include "consumers/archive/contents.h"

#include <algorithm>

#include "common/events/command.h"
#include "common/events/event.h"
#include "common/events/topology.h"
#include "common/journal/routing.h"

namespace archive {
namespace {

void add_heads(Contents& contents, books::Incoming& incoming, int32_t partition) {
    books::list_items(incoming, partition);
    int64_t* last = nullptr;  // a message is mostly of one stream
    HeadKey key{partition, {}};
    for (const books::Item& item : incoming.items) {
        if (item.seq() == 0) continue;
        if (last == nullptr || key.stream.source != item.source() || key.stream.day != item.day()) {
            key.stream = {std::string{item.source()}, item.day()};
            last = &contents.heads[key];
        }
        *last = std::max(*last, item.seq());
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
    books::Incoming incoming;
    incoming.batch = decoder_.decode(record.body, record.content_encoding);
    Contents contents;
    uint32_t last_day = 0;
    for (const events::Event& event : incoming.batch.events) {
        if (event.day != last_day) contents.days.insert(last_day = event.day);
        const int64_t time_us = event.exchange_time_us;
        int64_t& first_us = contents.facts.first_time_us;
        first_us = first_us == 0 ? time_us : std::min(first_us, time_us);
        contents.received_us = std::max(contents.received_us, event.received_time_us);
        contents.facts.last_time_us = std::max(contents.facts.last_time_us, time_us);
    }
    for (const events::Refusal& refusal : incoming.batch.refusals) {
        if (refusal.day != 0) contents.days.insert(refusal.day);
    }
    const auto partition = journal::ledger_partition_of(record, partitions_);
    if (partition) add_heads(contents, incoming, *partition);
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
