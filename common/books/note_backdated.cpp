#include "common/books/note_backdated.h"

#include <map>
#include <utility>

#include "common/books/backdated.h"
#include "common/db/columns.h"

namespace books {

using base::Result;
using base::Status;
using base::Unit;

namespace {

Result<Place> read_places(db::Session& session, uint32_t day, int32_t partition) {
    const auto rows = session.query(select_places(day, partition));
    if (!rows.ok()) return rows.error();
    Place place;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        std::string source = columns.text();
        place[std::move(source)] = columns.integer();
    }
    return place;
}

Result<int64_t> read_last_turn(db::Session& session, uint32_t day, int32_t partition) {
    const auto rows = session.query(select_last_turn(day, partition));
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().at(0)}.integer();
}

}  // namespace

Status place_backdated(db::Session& session, const Plan& plan, int32_t partition,
                       Posting& posting) {
    std::map<uint32_t, int64_t> turns;  // by day
    for (Backdated& one : posting.backdated) {
        if (one.of_day == 0) continue;
        auto now = read_places(session, one.of_day, partition);
        if (!now.ok()) return now.error();
        one.after = text_of(place_in(plan, *one.event, one.of_day, std::move(now).value()));
        if (!turns.contains(one.of_day)) {
            const auto last = read_last_turn(session, one.of_day, partition);
            if (!last.ok()) return last.error();
            turns[one.of_day] = last.value();
        }
        one.turn = ++turns[one.of_day];
    }
    return Unit{};
}

Status note_backdated(db::Session& session, const Posting& posting, int32_t partition) {
    const std::string sql = insert_backdated(posting.backdated, partition);
    if (sql.empty()) return Unit{};
    const auto noted = session.execute(sql);
    if (!noted.ok()) return noted.error();
    return Unit{};
}

}  // namespace books
