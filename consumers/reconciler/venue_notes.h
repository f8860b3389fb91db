#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/base/result.h"
#include "common/db/session.h"
#include "consumers/reconciler/venue_totals.h"

namespace reconciler {

// What is told of the comparison with the exchange's totals, in `venue_rounds`, `venue_differences`
// and `venue_watch`: the verdict reads it, so nothing old may stand there as if it were so now.

struct ComparedAt {
    uint32_t day = 0;      // yyyymmdd
    int64_t until_us = 0;  // up to which moment of the exchange's clock; 0: what stood still
};
// A comparison has come to its end: a row of each exchange, also of those that agree, with how many
// sums differ, and the first of these.
base::Status note_compared(db::Session& session, const ComparedAt& at,
                           const std::map<std::string, int64_t>& by_exchange,
                           const Differing& differing);
// It has not, and why: any text.
base::Status note_failed(db::Session& session, const std::string& why);
// It is not wanted: what an earlier one has found is no longer told.
base::Status note_not_wanted(db::Session& session);

// Of note_failed and note_not_wanted. Pure.
std::string watch_failed(const std::string& why);
std::string watch_not_wanted();

}  // namespace reconciler
