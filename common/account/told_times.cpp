#include "common/account/told_times.h"

#include <algorithm>
#include <string>

#include "common/db/columns.h"

namespace account {
namespace {

// Its events of a day are numbered without a hole, but a hole in one day's numbers does not stop
// those of the next. `days`: a condition on `h`.
std::string misses_none(const std::string& table, const std::string& days) {
    return " AND NOT EXISTS (SELECT 1 FROM " + table +
           " h LEFT JOIN watermarks w ON w.source=h.source AND w.day=h.day AND w.part=h.part WHERE "
           "h.part=t.part AND h.source=t.source AND " +
           days + " AND h.seq>COALESCE(w.seq,0))";
}

}  // namespace

int64_t told_us(const ToldTimes& told, const events::InstrumentKey& where) {
    const auto found = told.find({where.exchange, where.segment});
    return found == told.end() ? 0 : found->second;
}

base::Result<ToldTimes> read_told_times(db::Session& session, int32_t partition, uint32_t from,
                                        uint32_t open_day, int64_t now_us) {
    const std::string since = "h.day>=" + std::to_string(from);
    // The record of a day that goes on is always a moment ahead of its books.
    const std::string past = since + " AND h.day<" + std::to_string(std::max(open_day, from + 1));
    const auto rows = session.query(
        "SELECT t.exchange+0,t.segment+0,MAX(t.told_us) FROM told_times t WHERE t.part=" +
        std::to_string(partition) + " AND t.told_us<=" + std::to_string(now_us) +
        " AND EXISTS (SELECT 1 FROM told_times o WHERE o.source=t.source AND o.exchange=t.exchange "
        "AND o.segment=t.segment AND o.own_us>0)" +
        misses_none("held_events", since) + misses_none("record_heads", past) +
        " GROUP BY t.exchange,t.segment");
    if (!rows.ok()) return rows.error();
    ToldTimes told;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        const auto exchange = columns.choice<events::Exchange>();
        const auto segment = columns.choice<events::Segment>();
        told[{exchange, segment}] = columns.integer();
    }
    return told;
}

}  // namespace account
