#include "consumers/notifier/store.h"

#include <map>
#include <tuple>

#include "common/db/columns.h"
#include "consumers/notifier/statements.h"

namespace notifier {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr size_t kFoundMax = 200;  // at one look

}  // namespace

Result<std::vector<Notice>> Store::read(const std::vector<std::string>& ids) {
    const auto rows = session_.query(select_notices(ids));
    if (!rows.ok()) return rows.error();
    std::vector<Notice> notices;
    notices.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) notices.push_back(notice_of(row));
    return notices;
}

Result<std::vector<std::string>> Store::ids(const std::string& statement) {
    const auto rows = session_.query(statement);
    if (!rows.ok()) return rows.error();
    std::vector<std::string> found;
    found.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) found.push_back(db::Columns{row}.text());
    return found;
}

Result<std::vector<std::string>> Store::due(const TableLane& lane, int64_t now_us) {
    return ids(select_due(lane, now_us, kFoundMax));
}

Result<std::vector<std::string>> Store::lost(const TableLane& lane, int64_t before_us) {
    return ids(select_lost(lane, before_us, kFoundMax));
}

Result<std::vector<std::string>> Store::stalled(const TableLane& lane, int64_t before_us,
                                                int64_t now_us) {
    auto found = ids(select_stalled(lane, before_us, kFoundMax));
    if (!found.ok() || found.value().empty()) return found;
    const auto renewed = session_.execute(renew(found.value(), before_us, now_us));
    if (!renewed.ok()) return renewed.error();
    return found;
}

Result<int64_t> Store::oldest_failed(const TableLane& lane) {
    const auto rows = session_.query(select_oldest_failed(lane));
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().at(0)}.integer();
}

base::Status Store::note(const TableLane& lane, const Hold& hold, int64_t now_us) {
    const auto noted = session_.execute(note_lane(lane, hold, now_us));
    if (!noted.ok()) return noted.error();
    return base::Unit{};
}

Result<std::vector<bool>> Store::apply(const std::vector<Change>& changes, int64_t now_us) {
    if (const base::Status begun = session_.begin(); !begun.ok()) return begun.error();
    auto happened = apply_in_transaction(changes, now_us);
    if (!happened.ok()) {
        session_.rollback();
        return happened;
    }
    if (const base::Status done = session_.commit(); !done.ok()) {
        session_.close();  // nobody knows what became of it
        return Error{Errc::Retryable, done.error().what};
    }
    return happened;
}

Result<std::vector<bool>> Store::apply_in_transaction(const std::vector<Change>& changes,
                                                      int64_t now_us) {
    std::vector<std::string> ids;
    ids.reserve(changes.size());
    for (const Change& change : changes) ids.push_back(change.id);
    const auto rows = session_.query(lock_notices(ids));
    if (!rows.ok()) return rows.error();
    std::map<std::string, std::pair<State, uint32_t>> stands;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        std::string id = columns.text();
        const auto state = columns.choice<State>();
        stands[std::move(id)] = {state, columns.as<uint32_t>()};
    }
    std::vector<bool> happened(changes.size(), false);
    // Changes that differ in nothing but id and turn are one statement.
    std::map<std::tuple<State, uint32_t, State, std::string, std::string>, std::vector<Change>>
        groups;
    for (size_t i = 0; i < changes.size(); ++i) {
        const Change& change = changes[i];
        const auto found = stands.find(change.id);
        happened[i] =
            found != stands.end() && found->second == std::pair{change.from, change.attempts};
        if (happened[i]) {
            groups[{change.from, change.attempts, change.to, change.reason, change.waits}]
                .push_back(change);
        }
    }
    for (const auto& [how, alike] : groups) {
        const auto done = session_.execute(update_notices(alike, now_us));
        if (!done.ok()) return done.error();
    }
    return happened;
}

}  // namespace notifier
