#include "producers/replay/live_books.h"

#include "common/books/gaps.h"
#include "common/books/statements.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "producers/replay/tables.h"

namespace replay {
namespace {

std::set<std::string> names_of(const std::vector<db::Row>& rows) {
    std::set<std::string> names;
    for (const db::Row& row : rows) names.insert(*row[0] + "\n" + *row[2]);
    return names;
}

}  // namespace

base::Result<std::vector<db::Row>> LiveBooks::query(std::string_view sql) {
    std::lock_guard lock{mutex_};
    return session_.query(sql);
}

base::Result<Marks> LiveBooks::marks(std::optional<int32_t> partition) {
    std::string sql = "SELECT part,source,seq FROM watermarks WHERE day=";
    db::append_integer(sql, day_);
    if (partition) db::append_integer(sql.append(" AND part="), *partition);
    const auto rows = query(sql);
    if (!rows.ok()) return rows.error();
    Marks marks;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        const auto part = columns.as<int32_t>();
        const std::string source = columns.text();
        marks[{part, source}] = columns.integer();
    }
    return marks;
}

base::Result<PassedGaps> LiveBooks::passed(int32_t partitions) {
    std::lock_guard lock{mutex_};
    PassedGaps passed;
    for (int32_t partition = 0; partition < partitions; ++partition) {
        auto gaps = books::read_passed_gaps(session_, partition);
        if (!gaps.ok()) return gaps.error();
        if (!gaps.value().empty()) passed[partition] = std::move(gaps).value();
    }
    return passed;
}

base::Result<std::set<std::string>> LiveBooks::known(
    const std::vector<const events::Event*>& events) {
    if (events.empty()) return std::set<std::string>{};
    const auto rows = query(books::select_inbox(events));
    if (!rows.ok()) return rows.error();
    return names_of(rows.value());
}

base::Result<std::set<std::string>> LiveBooks::known(const std::vector<std::string>& names) {
    if (names.empty()) return std::set<std::string>{};
    std::string sql = "SELECT source,day,id FROM inbox WHERE day=";
    db::append_integer(sql, day_);
    sql.append(" AND CONCAT(source,'\\n',id) IN ").append(db::text_list(names));
    const auto rows = query(sql);
    if (!rows.ok()) return rows.error();
    return names_of(rows.value());
}

base::Result<bool> LiveBooks::has_parked(const std::string& digest) {
    std::string sql = "SELECT 1 FROM ";
    sql.append(kParkedEver).append(" WHERE digest=UNHEX(");
    db::append_text(sql, digest);
    const auto rows = query(sql.append(")"));
    if (!rows.ok()) return rows.error();
    return !rows.value().empty();
}

}  // namespace replay
