#pragma once

#include <cstdint>
#include <string>

#include "common/base/result.h"
#include "common/books/sequencer.h"
#include "common/events/codec.h"

namespace ledger {

// Where in the record a number of a stream may first stand, so that nobody has to read from the
// day's beginning. A few blocks are looked into, by halves: a stream's numbers rise in the record
// but for repeats, so what is found is a place to begin, not a proof; a later reading from the
// beginning is. Blocks. Errors: the files cannot be read, or are damaged.
base::Result<int64_t> place_near(const std::string& folder, int32_t partition, int32_t partitions,
                                 const books::StreamId& stream, int64_t seq);

}  // namespace ledger
