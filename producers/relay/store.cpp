#include "producers/relay/store.h"

#include "common/db/columns.h"
#include "producers/relay/statements.h"

namespace relay {

using base::Result;
using base::Status;
using db::Columns;

Result<std::vector<WaitingNotice>> Store::take(size_t most) {
    stalled_ = false;
    return lock(lock_waiting(urgency_, most));
}

Result<std::vector<WaitingNotice>> Store::take_stalled(int64_t before_us, size_t most) {
    stalled_ = true;
    return lock(lock_stalled(urgency_, before_us, most));
}

Result<std::vector<WaitingNotice>> Store::lock(const std::string& statement) {
    if (Status begun = session_.begin(); !begun.ok()) return begun.error();
    const auto rows = session_.query(statement);
    if (!rows.ok()) {
        session_.rollback();
        return rows.error();
    }
    std::vector<WaitingNotice> taken;
    taken.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        WaitingNotice& notice = taken.emplace_back();
        notice.id = columns.text();
        notice.channel = columns.choice<events::Channel>();
    }
    if (taken.empty()) session_.rollback();
    return taken;
}

Status Store::mark(const std::vector<std::string>& ids, int64_t now_us) {
    if (ids.empty()) {
        session_.rollback();
        return base::Unit{};
    }
    const std::string statement =
        stalled_ ? mark_named_again(ids, now_us) : mark_queued(ids, now_us);
    if (const auto done = session_.execute(statement); !done.ok()) {
        session_.rollback();
        return done.error();
    }
    if (Status done = session_.commit(); !done.ok()) {
        session_.close();
        return base::Error{base::Errc::Retryable, done.error().what};
    }
    return base::Unit{};
}

Result<Store::Backlog> Store::backlog() {
    const auto rows = session_.query(count_waiting(urgency_));
    if (!rows.ok()) return rows.error();
    Columns columns{rows.value().at(0)};
    Backlog backlog;
    backlog.rows = columns.integer();
    backlog.oldest_us = columns.integer();
    return backlog;
}

Result<uint64_t> Store::sweep(int64_t before_us, int64_t now_us, size_t most) {
    const auto rows = session_.query(select_lost(urgency_, before_us, most));
    if (!rows.ok()) return rows.error();
    std::vector<std::string> ids;
    for (const db::Row& row : rows.value()) ids.push_back(Columns{row}.text());
    if (ids.empty()) return uint64_t{0};
    return session_.execute(mark_waiting(ids, before_us, now_us));
}

}  // namespace relay
