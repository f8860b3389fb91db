#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "common/books/incoming.h"
#include "common/events/packing.h"
#include "common/events/place_reader.h"
#include "common/journal/archive_block.h"
#include "common/journal/record.h"

namespace archive {

// The highest number of each stream of the partitions.
struct HeadKey {
    int32_t partition = 0;
    books::StreamId stream;
    friend auto operator<=>(const HeadKey&, const HeadKey&) = default;
};
using Heads = std::map<HeadKey, int64_t>;

// Facts of a record's body that the archive needs.
struct Contents {
    // Trading days of its events, or of the command: it stands in the file of each. Empty: it tells
    // none.
    std::set<uint32_t> days;
    journal::Facts facts;
    int64_t received_us = 0;  // when the newest event came to its producer; 0: none says so
    Heads heads;              // of what the ledger gets, by its rules of what uses up a number
};

// Reads bodies. Never fails: of what cannot be read nothing is known. One thread at a time.
class ContentsReader {
  public:
    explicit ContentsReader(int32_t partitions) : partitions_{partitions} {}

    [[nodiscard]] Contents read(const journal::Record& record);

  private:
    [[nodiscard]] Contents read_events(const journal::Record& record);
    [[nodiscard]] Contents read_command(const journal::Record& record);

    const int32_t partitions_;
    events::PlaceReader places_;
    events::Unpacker unpacker_;
    std::vector<char> text_;
};

}  // namespace archive
