#include "common/books/tails.h"

#include <algorithm>

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/db/now.h"

namespace books {
namespace {

using db::append_integer;

// Older ones were settled long ago, and a ledger need not look at them ten times a second.
constexpr int64_t kOldestUs = int64_t{15} * 86'400'000'000;
constexpr int64_t kStreamsMax = 1'000;

std::string ago(int64_t us) {
    std::string sql{db::kNowUs};
    append_integer(sql.append("-"), us);
    return sql;
}

}  // namespace

std::string select_tails(const TailQuestion& question) {
    std::string sql = "SELECT r.source,r.day,COALESCE(w.seq,0),r.seq,COALESCE(w.updated_us,0)<=" +
                      ago(question.settle_us) +
                      " FROM record_heads r LEFT JOIN watermarks w ON w.source=r.source AND "
                      "w.day=r.day AND w.part=r.part WHERE r.part=";
    append_integer(sql, question.partition);
    sql.append(" AND r.updated_us>").append(ago(kOldestUs));
    sql.append(" AND r.seq>COALESCE(w.seq,0)");
    append_integer(sql.append(" AND NOT EXISTS (SELECT 1 FROM watermarks x WHERE x.part="),
                   question.partition);
    sql.append(" AND x.updated_us>").append(ago(2 * question.settle_us));
    db::append_text(sql.append(" AND x.owner<>"), question.owner);
    append_integer(sql.append(") LIMIT "), kStreamsMax);
    return sql;
}

base::Result<FoundTails> read_tails(db::Session& session, const TailQuestion& question) {
    const auto rows = session.query(select_tails(question));
    if (!rows.ok()) return rows.error();
    FoundTails tails;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        StreamId stream{columns.text(), columns.as<uint32_t>()};
        const int64_t mark = columns.integer();
        const int64_t head = columns.integer();
        tails[std::move(stream)] = {{mark + 1, head}, columns.flag()};
    }
    return tails;
}

Tails TailWatch::look(const FoundTails& found, base::MonoTime now, int64_t settle_us) {
    std::erase_if(seen_, [&](const auto& entry) { return !found.contains(entry.first); });
    Tails missing;
    for (const auto& [stream, tail] : found) {
        const auto [its, fresh] = seen_.try_emplace(stream, Seen{0, tail.gap.last_missing, now});
        Seen& seen = its->second;
        if (!fresh && now - seen.since >= settle_us) {
            seen = {seen.head, tail.gap.last_missing, now};
        }
        const int64_t last = std::min(seen.settled, tail.gap.last_missing);  // a head may fall
        if (tail.stands && last >= tail.gap.first_missing) {
            missing[stream] = {tail.gap.first_missing, last};
        }
    }
    return missing;
}

}  // namespace books
