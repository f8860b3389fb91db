#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "common/operators/consent.h"
#include "producers/ctl/messages/gap_ranges.h"

namespace ctl {

// A numbered stream of one partition, and what is missing in it.
struct GapRow {
    std::string source;
    int64_t day = 0;
    int32_t partition = 0;
    int64_t watermark = 0;      // 0: nothing of it is applied
    int64_t updated_us = 0;     // of the watermark; 0: never
    int64_t first_missing = 0;  // 0: no gap
    int64_t last_missing = 0;   // in front of the first that is held
    int64_t held = 0;           // events of the partition that wait behind gaps, when it was told
    int64_t since_us = 0;
    int64_t accepted_through = 0;  // 0: nothing of the gap is accepted

    [[nodiscard]] bool has_gap() const { return first_missing > 0; }
};
// All streams of the open day and those of any day that have a gap, by source, day, partition.
base::Result<std::vector<GapRow>> read_gaps(db::Session& session);

// What has come of gaps since they were told.
struct Healed {
    int64_t found = 0;  // numbers that were missing then and are not now
    int64_t left = 0;   // that are missing now, those behind them too
    friend bool operator==(const Healed&, const Healed&) = default;
};
// `watermarks`: of the streams of `before`, as they are now; `now`: the gaps of the partition.
// Pure.
Healed healed_since(const std::vector<GapRow>& before, const std::vector<int64_t>& watermarks,
                    const std::vector<GapRow>& now);

// Whether numbers up to `through` may be accepted as missing. Invalid: "through: …". Pure.
base::Status may_accept(const GapRow& gap, int64_t through);
// The same of ranges, sorted, behind each other: what is at hand is not passed over, so they may
// reach across it. Invalid: "range: …". Pure.
base::Status may_accept_all(const GapRow& gap, const std::vector<NumberRange>& ranges);
// What it is in `approvals`.
operators::Act act_of(const GapRow& gap, const std::vector<NumberRange>& ranges,
                      const std::string& why);
// One transaction with its rows in `audit`, and the end of what two persons have agreed to.
base::Status insert_accepted(db::Session& session, const GapRow& gap,
                             const std::vector<NumberRange>& ranges, const audit::Person& who,
                             const std::string& why, const operators::Consent& consent,
                             int64_t now_us);
base::Status insert_heal_request(db::Session& session, int32_t partition, const audit::Person& who,
                                 int64_t now_us);

}  // namespace ctl
