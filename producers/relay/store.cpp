#include "producers/relay/store.h"

#include "common/db/columns.h"
#include "producers/relay/statements.h"

namespace relay {

using base::Result;
using base::Status;
using db::Columns;

Result<std::vector<WaitingNotice>> Store::take(size_t most) {
    if (Status begun = session_.begin(); !begun.ok()) return begun.error();
    const auto rows = session_.query(lock_waiting(urgency_, most));
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
    if (const auto done = session_.execute(mark_queued(ids, now_us)); !done.ok()) {
        session_.rollback();
        return done.error();
    }
    return commit();
}

Status Store::mark_late(const std::vector<std::string>& ids, int64_t now_us) {
    if (Status begun = session_.begin(); !begun.ok()) return begun.error();
    return mark(ids, now_us);
}

Status Store::commit() {
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

Result<uint64_t> Store::expire(int64_t now_us, size_t most) {
    if (Status begun = session_.begin(); !begun.ok()) return begun.error();
    const auto expired = expire_in_transaction(now_us, most);
    if (!expired.ok() || expired.value() == 0) {
        session_.rollback();
        return expired;
    }
    if (Status done = commit(); !done.ok()) return done.error();
    return expired;
}

Result<uint64_t> Store::expire_in_transaction(int64_t now_us, size_t most) {
    const auto rows = session_.query(lock_expired(urgency_, now_us, most));
    if (!rows.ok()) return rows.error();
    std::vector<std::string> ids;
    ids.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) ids.push_back(Columns{row}.text());
    if (ids.empty()) return uint64_t{0};
    return session_.execute(mark_expired(ids, now_us));
}

}  // namespace relay
