#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/events/position_key.h"

namespace account {

// Up to when, by the exchange's clock, a partition's books have everything that a source has told
// of a market, of sources that report our orders there: the latest of these. Microseconds.
using ToldTimes = std::map<std::pair<events::Exchange, events::Segment>, int64_t>;

// 0: nobody who would tell of ours has told anything. Pure.
int64_t told_us(const ToldTimes& told, const events::InstrumentKey& where);

// The table `told_times`, in the session's snapshot. Blocks. A source does not count while one of
// its events of `from` or a later day is known to be missing in the books, nor where it has told of
// a time that has not come yet.
base::Result<ToldTimes> read_told_times(db::Session& session, int32_t partition, uint32_t from,
                                        uint32_t open_day, int64_t now_us);

}  // namespace account
