#include "consumers/gateway/store.h"

#include <map>
#include <set>
#include <tuple>

namespace gateway {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

namespace {

// The statement compares every row with the times before its own.
constexpr size_t kSentRowsMax = 100;

}  // namespace

Store::Store(db::DatabaseConfig config, std::string session)
    : session_{std::move(config)}, name_{std::move(session)} {}

Result<std::vector<std::string>> Store::texts(const std::string& sql) {
    const auto rows = session_.query(sql);
    if (!rows.ok()) return rows.error();
    std::vector<std::string> texts;
    for (const db::Row& row : rows.value()) texts.push_back(*row[0]);
    return texts;
}

Status Store::commit() {
    const Status done = session_.commit();
    if (done.ok()) return Unit{};
    session_.close();  // nobody knows what became of it
    return Error{Errc::Retryable, done.error().what};
}

Result<std::vector<ExitOrder>> Store::look(const std::vector<std::string>& ids) {
    const auto rows = session_.query(select_rows(name_, ids));
    if (!rows.ok()) return rows.error();
    std::vector<ExitOrder> orders;
    orders.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) orders.push_back(exit_order(row));
    return orders;
}

Result<MarkOutcome> Store::mark(const std::vector<std::string>& ids, const std::string& mark,
                                bool day_only) {
    const base::MonoTime begun = base::mono_now();
    if (const Status started = session_.begin(); !started.ok()) return started.error();
    auto outcome = mark_in_transaction(ids, mark, day_only);
    if (!outcome.ok()) {
        session_.rollback();
        return outcome;
    }
    if (const Status done = commit(); !done.ok()) return done.error();
    MarkOutcome result = std::move(outcome).value();
    result.marked.begun = begun;
    return result;
}

Result<MarkOutcome> Store::mark_in_transaction(const std::vector<std::string>& ids,
                                               const std::string& mark, bool day_only) {
    const auto marked = session_.execute(mark_rows(name_, ids, mark, day_only));
    if (!marked.ok()) return marked.error();
    uint64_t fenced = 0;
    if (marked.value() < ids.size()) {
        const auto done = session_.execute(fence_rows(name_, ids, mark));
        if (!done.ok()) return done.error();
        fenced = done.value();
    }
    auto rows = look(ids);
    if (!rows.ok()) return rows.error();
    MarkOutcome outcome;
    std::set<std::string> left{ids.begin(), ids.end()};
    for (ExitOrder& order : std::move(rows).value()) {
        left.erase(order.client_order_id);
        if (order.state == RowState::Sending && order.sender == mark) {
            outcome.marked.won.push_back(std::move(order));
        } else if (order.state == RowState::Planned) {
            outcome.marked.again.push_back(order.client_order_id);
        } else {
            if (fenced > 0 && order.state == RowState::Cancelled) {
                outcome.fenced_accounts.push_back(order.account);
            }
            outcome.marked.settled.push_back(order.client_order_id);
        }
    }
    outcome.marked.settled.insert(outcome.marked.settled.end(), left.begin(), left.end());
    return outcome;
}

Status Store::put_back(const std::vector<PutBack>& rows) {
    std::map<std::string, std::vector<std::string>> by_mark;
    for (const PutBack& row : rows) by_mark[row.sender].push_back(row.id);
    for (const auto& [mark, ids] : by_mark) {
        const auto done = session_.execute(gateway::put_back(ids, mark));
        if (!done.ok()) return done.error();
    }
    return Unit{};
}

Result<std::vector<std::string>> Store::record(const Records& records) {
    if (const Status started = session_.begin(); !started.ok()) return started.error();
    std::vector<std::string> ended;
    for (const Refuse& refuse : records.refused) ended.push_back(refuse.id);
    for (const Reject& reject : records.rejected) ended.push_back(reject.id);
    std::vector<std::string> accounts;
    Status written = write(records);
    if (written.ok() && !ended.empty()) {
        auto found = texts(select_accounts(ended));
        if (found.ok()) {
            accounts = std::move(found).value();
        } else {
            written = found.error();
        }
    }
    if (!written.ok()) {
        session_.rollback();
        return written.error();
    }
    if (const Status done = commit(); !done.ok()) return done.error();
    return accounts;
}

Status Store::write(const Records& records) {
    std::map<std::string, std::vector<SentRow>> sent;  // by mark
    std::map<std::string, std::vector<std::string>> refused;
    std::map<std::tuple<std::string, bool>, std::vector<std::string>> rejected;
    std::vector<std::string> statements;
    for (const RecordSent& row : records.sent) {
        auto& rows = sent[row.sender];
        rows.push_back({row.id, row.sent_us != 0 ? row.sent_us : base::wall_now().us});
        if (rows.size() < kSentRowsMax) continue;
        statements.push_back(record_sent(rows, row.sender));
        rows.clear();
    }
    for (const auto& [mark, rows] : sent) {
        if (!rows.empty()) statements.push_back(record_sent(rows, mark));
    }
    for (const Refuse& row : records.refused) refused[row.reason].push_back(row.id);
    for (const Reject& row : records.rejected) {
        rejected[{row.reason, row.only_unanswered}].push_back(row.id);
    }
    for (const auto& [reason, ids] : refused) statements.push_back(refuse_rows(ids, reason));
    for (const auto& [how, ids] : rejected) {
        statements.push_back(reject_rows(ids, std::get<0>(how), std::get<1>(how)));
    }
    for (const std::string& sql : statements) {
        if (const auto done = session_.execute(sql); !done.ok()) return done.error();
    }
    return Unit{};
}

Result<std::vector<BookAnswer>> Store::books(const std::vector<ExitOrder>& orders) {
    std::vector<std::string> exits;
    std::vector<std::string> cancels;
    for (const ExitOrder& order : orders) {
        (order.is_cancel() ? cancels : exits).push_back(order.client_order_id);
    }
    std::set<std::string> known;
    for (const auto& [ids, sql] :
         {std::pair{&exits, &select_known_orders}, std::pair{&cancels, &select_ended_targets}}) {
        if (ids->empty()) continue;
        const auto found = texts(sql(*ids));
        if (!found.ok()) return found.error();
        known.insert(found.value().begin(), found.value().end());
    }
    std::vector<BookAnswer> answers;
    answers.reserve(orders.size());
    for (const ExitOrder& order : orders) {
        answers.push_back({order.client_order_id, known.contains(order.client_order_id)});
    }
    return answers;
}

Result<Found> Store::find_open(size_t limit, bool with_ended) {
    const auto rows = session_.query(select_open(name_, limit));
    if (!rows.ok()) return rows.error();
    Found found;
    for (const db::Row& row : rows.value()) found.open.push_back(exit_order(row));
    if (!with_ended) return found;
    auto accounts = texts(select_ended_accounts(name_));
    if (!accounts.ok()) return accounts.error();
    found.ended_accounts = std::move(accounts).value();
    return found;
}

}  // namespace gateway
