#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/events/codec.h"
#include "common/journal/record.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/messages/parked_store.h"

namespace ctl {

// The body of a row that has its beginning alone (row.cut()), from the archive's files: those of
// its day, or all of them, the newest first, where it has none. Reads files; may take seconds for
// each gigabyte. Invalid where it is not to be had; the reason says what can be done.
base::Result<std::string> read_whole_body(const Connection& connection, const ParkedRow& row);

// Texts that the ledger could have parked of the message, which came through the row's queue, with
// the row's size and beginning. Pure.
std::vector<std::string> bodies_like(const ParkedRow& row, const journal::Record& record,
                                     events::Decoder& decoder);

}  // namespace ctl
