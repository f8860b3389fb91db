#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "common/events/topology.h"

namespace ctl {

// Events that the stream still holds may be read again by the ledger, and folded again by a replay:
// of these days nothing goes that tells a repeat, or what an operator has decided.
inline constexpr int64_t kKeepDaysMin = events::topology::kJournalDays + 1;
inline constexpr int64_t kKeepDaysMax = 36'500;

inline constexpr std::array<std::string_view, 8> kPrunedTables{
    "notices", "inbox",     "parked_settled", "discarded_letters", "orders_without_number",
    "audit",   "approvals", "broken_glass"};

// Gaps that are not over: a ledger that dies leaves its rows, and the watermark passes them.
inline constexpr std::string_view kOpenGaps =
    "SELECT 1 FROM gaps g LEFT JOIN watermarks w ON w.source=g.source AND w.day=g.day AND "
    "w.part=g.part WHERE COALESCE(w.seq,0)<g.first_missing";

// The state of the books, as far as it decides what may go.
struct PruneFacts {
    int64_t now_us = 0;          // since the Unix epoch
    uint32_t open_day = 0;       // yyyymmdd; 0: none is open
    int64_t evidence_years = 8;  // who has done what is kept so long, whatever else goes
    bool held = false;           // a pause or a gap, behind which a queue may bring anything again
    std::set<uint32_t> parked;   // days of which something is parked, and may be redriven
    std::set<std::string> sent;  // "redrive-<16 of a digest>-": whose end nobody has noted yet
    std::vector<std::pair<std::string, uint32_t>> inbox;  // its (source, day)
};

// Rows of one table that may go, in as many statements as it takes.
struct PrunePiece {
    size_t table = 0;   // of kPrunedTables
    std::string where;  // along an index
    int64_t rows = 0;   // of one transaction
};

struct PrunePlan {
    int64_t before_us = 0;    // what ended before it goes
    uint32_t before_day = 0;  // of trading days: those before it
    bool inbox_kept = false;  // as a whole, because of a pause
    std::set<uint32_t> kept;  // days before `before_day` of which something is parked
    std::vector<PrunePiece> pieces;
};

// Empty, or why it cannot be, beginning with the option's name. Pure.
std::string problem_of_keep_days(int64_t keep_days);

// `keep_days` without a problem. Invalid where the open day is no date. Pure.
base::Result<PrunePlan> plan_prune(const PruneFacts& facts, int64_t keep_days);

}  // namespace ctl
