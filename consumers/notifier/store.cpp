#include "consumers/notifier/store.h"

#include <map>
#include <tuple>

#include "common/db/columns.h"
#include "consumers/notifier/statements.h"

namespace notifier {

using base::Errc;
using base::Error;
using base::Result;

Result<std::vector<Notice>> Store::read(const std::vector<std::string>& ids) {
    const auto rows = session_.query(select_notices(ids));
    if (!rows.ok()) return rows.error();
    std::vector<Notice> notices;
    notices.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) notices.push_back(notice_of(row));
    return notices;
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
    // Changes that differ in nothing but the id are one statement.
    std::map<std::tuple<State, uint32_t, State, std::string>, std::vector<std::string>> groups;
    for (size_t i = 0; i < changes.size(); ++i) {
        const Change& change = changes[i];
        const auto found = stands.find(change.id);
        happened[i] =
            found != stands.end() && found->second == std::pair{change.from, change.attempts};
        if (happened[i]) {
            groups[{change.from, change.attempts, change.to, change.reason}].push_back(change.id);
        }
    }
    for (const auto& [how, group] : groups) {
        const Change change{"", std::get<0>(how), std::get<1>(how), std::get<2>(how),
                            std::get<3>(how)};
        const auto done = session_.execute(update_notices(group, change, now_us));
        if (!done.ok()) return done.error();
    }
    return happened;
}

}  // namespace notifier
