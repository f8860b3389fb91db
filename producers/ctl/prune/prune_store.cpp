#include "producers/ctl/prune/prune_store.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "common/base/backoff.h"
#include "common/base/clock.h"
#include "common/books/pruned.h"
#include "common/db/columns.h"
#include "producers/ctl/publish.h"

namespace ctl {

using base::Result;

namespace {

constexpr int kTriesMax = 6;

std::string of(const PrunePiece& piece) {
    return " FROM " + std::string{kPrunedTables[piece.table]} + " WHERE " + piece.where;
}

// By a replay of the day, with the record.
bool is_compared(const PrunePiece& piece) {
    const std::string_view name = kPrunedTables[piece.table];
    return name == "inbox" || name == "parked_settled" || name == "orders_without_number";
}

// Of what a replay compares with the record, it must be known that it was pruned: noted in the
// transaction that deletes.
Result<uint64_t> delete_and_note(db::Session& session, const PrunePiece& piece,
                                 const std::string& statement) {
    const std::string_view name = kPrunedTables[piece.table];
    const bool parked = name == "parked_settled";
    const auto table =
        name == "inbox" ? books::PrunedTable::Inbox : books::PrunedTable::OrdersWithoutNumber;
    const auto rows =
        session.query(statement + " RETURNING " +
                      (parked ? books::kPrunedParkedColumns : books::pruned_columns(table)));
    if (!rows.ok()) return rows.error();
    const int64_t now_us = base::wall_now().us;
    const base::Status noted =
        parked ? books::note_pruned_parked(session, rows.value(), now_us)
               : books::note_pruned(session, books::pruned_rows(table, rows.value()), now_us);
    if (!noted.ok()) return noted.error();
    return rows.value().size();
}

Result<uint64_t> delete_some(db::Session& session, const PrunePiece& piece,
                             const std::string& statement) {
    if (!is_compared(piece)) return session.execute(statement);
    if (const base::Status begun = session.begin(); !begun.ok()) return begun.error();
    auto done = delete_and_note(session, piece, statement);
    if (!done.ok()) {
        session.rollback();
        return done;
    }
    if (const base::Status kept = session.commit(); !kept.ok()) return kept.error();
    return done;
}

// The relay and the notifier write the same rows: a deadlock is nobody's fault, and passes.
Result<uint64_t> delete_at_last(db::Session& session, const PrunePiece& piece, int64_t most) {
    const std::string statement = "DELETE" + of(piece) + " LIMIT " + std::to_string(most);
    std::random_device random;
    base::Backoff backoff{20, 2'000};
    while (true) {
        auto done = delete_some(session, piece, statement);
        const bool again = !done.ok() && done.error().code == base::Errc::Retryable &&
                           session.connected() && backoff.tries() < kTriesMax;
        if (!again) return done;
        (void)wait_until([] { return false; }, backoff.next_ms(random()));
    }
}

}  // namespace

int64_t Pruned::all() const { return std::accumulate(rows.begin(), rows.end(), int64_t{0}); }

Result<PruneFacts> read_prune_facts(db::Session& session) {
    PruneFacts facts;
    const auto state = session.query(
        "SELECT COALESCE((SELECT day FROM trading_day),0),(SELECT COUNT(*) FROM pauses)+EXISTS (" +
        std::string{kOpenGaps} + ")");
    if (!state.ok()) return state.error();
    db::Columns first{state.value().at(0)};
    facts.open_day = first.as<uint32_t>();
    facts.held = first.integer() > 0;
    const auto parked = session.query("SELECT DISTINCT day FROM parked");
    if (!parked.ok()) return parked.error();
    for (const db::Row& row : parked.value()) {
        facts.parked.insert(db::Columns{row}.as<uint32_t>());
    }
    const auto sent = session.query(
        "SELECT CONCAT('redrive-',LOWER(LEFT(HEX(digest),16)),'-') FROM redrives "
        "WHERE body IS NOT NULL");
    if (!sent.ok()) return sent.error();
    for (const db::Row& row : sent.value()) facts.sent.insert(db::Columns{row}.text());
    // From one to the next by the primary key, without a look at the ids.
    const auto inbox = session.query("SELECT source,day FROM inbox GROUP BY source,day");
    if (!inbox.ok()) return inbox.error();
    for (const db::Row& row : inbox.value()) {
        db::Columns columns{row};
        std::string source = columns.text();
        facts.inbox.emplace_back(std::move(source), columns.as<uint32_t>());
    }
    return facts;
}

Result<Pruned> count_pieces(db::Session& session, const PrunePlan& plan, int64_t limit) {
    Pruned found;
    for (const PrunePiece& piece : plan.pieces) {
        const int64_t left = limit - found.all();
        const auto rows = session.query("SELECT COUNT(*) FROM (SELECT 1" + of(piece) + " LIMIT " +
                                        std::to_string(left + 1) + ") AS some");
        if (!rows.ok()) return rows.error();
        const int64_t count = db::Columns{rows.value().at(0)}.integer();
        found.rows[piece.table] += std::min(count, left);
        found.more = count > left;
        if (found.more) break;
    }
    return found;
}

Result<Pruned> delete_pieces(db::Session& session, const PrunePlan& plan, int64_t limit,
                             const std::function<void(const Pruned&)>& between) {
    Pruned done;
    for (const PrunePiece& piece : plan.pieces) {
        while (true) {
            const int64_t most = std::min(piece.rows, limit - done.all());
            if (most == 0) {
                done.more = true;
                return done;
            }
            const auto deleted = delete_at_last(session, piece, most);
            if (!deleted.ok()) return deleted.error();
            done.rows[piece.table] += static_cast<int64_t>(deleted.value());
            between(done);
            if (static_cast<int64_t>(deleted.value()) < most) break;
        }
    }
    return done;
}

}  // namespace ctl
