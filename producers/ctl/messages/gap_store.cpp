#include "producers/ctl/messages/gap_store.h"

#include <algorithm>
#include <string_view>

#include "common/audit/audit.h"
#include "common/base/must.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/json_text.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

// A gap that the watermark has reached is over, whatever its row says. A stream that has applied
// nothing yet has no watermark.
constexpr std::string_view kStreams =
    "SELECT w.source,w.day,w.part,w.seq,w.updated_us,COALESCE(g.first_missing,0),"
    "COALESCE(g.last_missing,0),COALESCE(g.held,0),COALESCE(g.since_us,0) FROM watermarks w "
    "LEFT JOIN gaps g ON g.source=w.source AND g.day=w.day AND g.part=w.part AND "
    "g.first_missing=w.seq+1 WHERE w.day=(SELECT day FROM trading_day) OR g.source IS NOT NULL "
    "UNION ALL SELECT g.source,g.day,g.part,0,0,g.first_missing,g.last_missing,g.held,g.since_us "
    "FROM gaps g LEFT JOIN watermarks w ON w.source=g.source AND w.day=g.day AND w.part=g.part "
    "WHERE w.source IS NULL AND g.first_missing=1 ORDER BY 1,2,3";

std::string watermark_json(int64_t watermark) {
    return R"({"watermark":)" + std::to_string(watermark) + "}";
}

std::string key(const GapRow& gap) {
    return literal(gap.source) + "," + std::to_string(gap.day) + "," +
           std::to_string(gap.partition);
}

Result<int64_t> accepted_through(db::Session& session, const GapRow& gap) {
    const auto rows = session.query(
        "SELECT COALESCE(MAX(through_seq),0) FROM accepted_gaps WHERE (source,day,part)=(" +
        key(gap) + ") AND through_seq>=" + std::to_string(gap.first_missing));
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value()[0]}.integer();
}

}  // namespace

Result<std::vector<GapRow>> read_gaps(db::Session& session) {
    const auto rows = session.query(kStreams);
    if (!rows.ok()) return rows.error();
    std::vector<GapRow> gaps;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        GapRow gap;
        gap.source = columns.text();
        gap.day = columns.integer();
        gap.partition = columns.as<int32_t>();
        for (int64_t* number : {&gap.watermark, &gap.updated_us, &gap.first_missing,
                                &gap.last_missing, &gap.held, &gap.since_us}) {
            *number = columns.integer();
        }
        if (gap.has_gap()) {
            const auto through = accepted_through(session, gap);
            if (!through.ok()) return through.error();
            gap.accepted_through = through.value();
        }
        gaps.push_back(std::move(gap));
    }
    return gaps;
}

Healed healed_since(const std::vector<GapRow>& before, const std::vector<int64_t>& watermarks,
                    const std::vector<GapRow>& now) {
    base::must(before.size() == watermarks.size());
    Healed healed;
    for (size_t i = 0; i < before.size(); ++i) {
        const int64_t through = std::min(watermarks[i], before[i].last_missing);
        const int64_t found = std::max<int64_t>(through - before[i].first_missing + 1, 0);
        healed.found += found;
        // A ledger may have told the end of a gap and not have committed its numbers yet.
        const bool told = std::ranges::any_of(now, [&](const GapRow& gap) {
            return gap.source == before[i].source && gap.day == before[i].day &&
                   gap.partition == before[i].partition;
        });
        if (!told) healed.left += before[i].last_missing - before[i].first_missing + 1 - found;
    }
    for (const GapRow& gap : now) healed.left += gap.last_missing - gap.first_missing + 1;
    return healed;
}

Status may_accept(const GapRow& gap, int64_t through) {
    if (through < gap.first_missing) {
        return Error{Errc::Invalid, "through: everything below " +
                                        std::to_string(gap.first_missing) + " is in the books"};
    }
    if (through > gap.last_missing) {
        return Error{Errc::Invalid, "through: " + std::to_string(gap.last_missing + 1) +
                                        " is not missing, the ledger holds it"};
    }
    return Unit{};
}

Status may_accept_all(const GapRow& gap, const std::vector<NumberRange>& ranges) {
    const std::string first = std::to_string(gap.first_missing);
    if (ranges.front().first < gap.first_missing) {
        return Error{Errc::Invalid, "range: everything below " + first + " is in the books"};
    }
    if (ranges.front().first > gap.first_missing) {
        return Error{Errc::Invalid, "range: the first missing number is " + first};
    }
    return Unit{};
}

operators::Act act_of(const GapRow& gap, const std::vector<NumberRange>& ranges,
                      const std::string& why) {
    events::JsonText json;
    json.open_object();
    json.text("source", gap.source);
    json.integer("day", gap.day);
    json.integer("partition", gap.partition);
    json.objects("do_not_exist", ranges, [](events::JsonText& to, const NumberRange& range) {
        to.integer("first", range.first);
        to.integer("through", range.through);
    });
    json.close_object();
    operators::Act act{"gap accept", json.take(), why};
    act.subject = "books " + std::to_string(gap.day) + "/gap of " + gap.source + " in partition " +
                  std::to_string(gap.partition) + " from " + std::to_string(ranges.at(0).first);
    int64_t numbers = 0;
    for (const NumberRange& range : ranges) numbers += range.through - range.first + 1;
    events::JsonText shown;
    shown.open_object();
    shown.integer("numbers", numbers);
    shown.integer("first_missing", gap.first_missing);
    shown.integer("last_missing", gap.last_missing);
    shown.integer("held_behind_it", gap.held);
    shown.close_object();
    act.shown = shown.take();
    return act;
}

Status insert_accepted(db::Session& session, const GapRow& gap,
                       const std::vector<NumberRange>& ranges, const audit::Person& who,
                       const std::string& why, const operators::Consent& consent, int64_t now_us) {
    return in_transaction(session, [&]() -> Status {
        for (const NumberRange& range : ranges) {
            const std::string first = std::to_string(range.first);
            const std::string through = std::to_string(range.through);
            const auto done = session.execute(
                "REPLACE INTO accepted_gaps (source,day,part,first_seq,through_seq,by_whom,reason,"
                "accepted_us) VALUES (" +
                key(gap) + "," + first + "," + through + "," + literal(who.name) + "," +
                literal(why) + "," + std::to_string(now_us) + ")");
            if (!done.ok()) return done.error();
            const std::string detail = gap.source + ", day " + std::to_string(gap.day) +
                                       ", partition " + std::to_string(gap.partition) + ", " +
                                       first + " to " + through + ": " + why;
            Status noted = audit::record(
                session, now_us, who, "gap accept", detail,
                {watermark_json(gap.watermark), R"({"accepted_through":)" + through + "}"});
            if (!noted.ok()) return noted;
        }
        return operators::finish(session, consent, who, now_us);
    });
}

Status insert_heal_request(db::Session& session, int32_t partition, const audit::Person& who,
                           int64_t now_us) {
    return in_transaction(session, [&]() -> Status {
        const auto done =
            session.execute("REPLACE INTO heal_requests (part,asked_us,by_whom) VALUES (" +
                            std::to_string(partition) + "," + std::to_string(now_us) + "," +
                            literal(who.name) + ")");
        if (!done.ok()) return done.error();
        return audit::record(session, now_us, who, "gap heal",
                             "partition " + std::to_string(partition));
    });
}

}  // namespace ctl
