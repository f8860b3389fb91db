#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/books/sequencer.h"

namespace replay {

// A numbered stream of the day in one partition.
struct StreamKey {
    int32_t partition = 0;
    std::string source;
    friend auto operator<=>(const StreamKey&, const StreamKey&) = default;
};
using Marks = std::map<StreamKey, int64_t>;  // seq

// By partition, the numbers that the ledger has passed over because an operator had accepted them
// as missing. They exist no more, even where the record has them.
using PassedGaps = std::map<int32_t, books::AcceptedGaps>;

// How far a fold may go.
struct Bounds {
    // Each stream to its seq here, and those that are not here not at all; nullopt: to the end.
    std::optional<Marks> marks;
    // Of a stream; INT64_MAX without bounds.
    [[nodiscard]] int64_t of(int32_t partition, std::string_view source) const;
};

// A stream that the record does not hold as a whole.
struct Hole {
    StreamKey stream;
    int64_t first_missing = 0;
    int64_t last_missing = 0;
    std::string reason;
};

// What the record could not give: `reached` by the fold, `wanted` by the live books. Pure.
std::vector<Hole> holes_of(const Marks& reached, const Marks& wanted,
                           const std::map<StreamKey, books::Gap>& gaps);

// Streams that have come further in the live books than in the fold: there is more to be read.
bool behind(const Marks& reached, const Marks& wanted);

}  // namespace replay
