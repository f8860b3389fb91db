#include "consumers/gateway/store.h"

#include <map>
#include <set>

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/db/now.h"
#include "common/exits/rows.h"
#include "common/exits/statements.h"

namespace gateway {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using exits::Exit;
using exits::State;

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

Result<std::vector<Exit>> Store::look(const std::vector<std::string>& ids) {
    const auto rows = session_.query(exits::select_rows(name_, ids));
    if (!rows.ok()) return rows.error();
    std::vector<Exit> orders;
    orders.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        orders.push_back(exits::read(columns));
    }
    return orders;
}

Result<MarkOutcome> Store::mark(const std::vector<Exit>& orders, const std::string& mark,
                                bool day_only) {
    const base::MonoTime begun = base::mono_now();
    if (const Status started = session_.begin(); !started.ok()) return started.error();
    auto outcome = mark_in_transaction(orders, mark, day_only);
    if (!outcome.ok()) {
        session_.rollback();
        return outcome;
    }
    if (const Status done = commit(); !done.ok()) return done.error();
    MarkOutcome result = std::move(outcome).value();
    result.marked.begun = begun;
    return result;
}

Result<MarkOutcome> Store::mark_in_transaction(const std::vector<Exit>& orders,
                                               const std::string& mark, bool day_only) {
    std::vector<std::string> ids;
    ids.reserve(orders.size());
    for (const Exit& order : orders) ids.push_back(order.client_order_id);
    MarkOutcome outcome;
    outcome.marked.won = orders;
    for (Exit& order : outcome.marked.won) {
        order.state = State::Sending;
        order.sender = mark;
        if (day_only) order.validity = events::Validity::Day;
    }
    const auto marked = session_.execute(exits::mark_rows(name_, ids, mark, day_only));
    if (!marked.ok()) return marked.error();
    if (marked.value() == ids.size()) return outcome;
    const auto fenced = session_.execute(exits::fence_rows(name_, ids, mark));
    if (!fenced.ok()) return fenced.error();
    return sort_out(std::move(outcome.marked.won), mark, fenced.value() > 0);
}

// Which of the orders carry the mark, and what became of the others.
Result<MarkOutcome> Store::sort_out(std::vector<Exit> orders, const std::string& mark,
                                    bool some_fenced) {
    std::map<std::string, Exit> left;
    for (Exit& order : orders) left.emplace(order.client_order_id, std::move(order));
    std::vector<std::string> ids;
    for (const auto& [id, order] : left) ids.push_back(id);
    const auto rows = session_.query(exits::select_marks(name_, ids));
    if (!rows.ok()) return rows.error();
    MarkOutcome outcome;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        auto order = left.extract(columns.text());
        if (order.empty()) continue;
        const auto state = columns.choice<State>();
        if (state == State::Sending && columns.text() == mark) {
            outcome.marked.won.push_back(std::move(order.mapped()));
        } else if (state == State::Planned) {
            outcome.marked.again.push_back(order.key());
        } else {
            if (some_fenced && state == State::Cancelled) {
                outcome.fenced_accounts.push_back(order.mapped().account);
            }
            outcome.marked.settled.push_back(order.key());
        }
    }
    for (const auto& [id, order] : left) outcome.marked.settled.push_back(id);
    return outcome;
}

Result<Recorded> Store::put_back(const std::vector<PutBack>& rows) {
    std::map<std::string, std::vector<std::string>> by_mark;
    std::set<std::string> all;
    for (const PutBack& row : rows) {
        by_mark[row.sender].push_back(row.id);
        all.insert(row.id);
    }
    const int64_t now_us = base::wall_now().us;
    for (const auto& [mark, ids] : by_mark) {
        const auto done = session_.execute(exits::put_back(ids, mark, now_us));
        if (!done.ok()) return done.error();
    }
    return recorded(all, {});
}

Result<Recorded> Store::record(const Records& records) {
    if (const Status started = session_.begin(); !started.ok()) return started.error();
    const auto ids = write(records);
    Result<Recorded> result = Recorded{};
    if (!ids.ok()) {
        result = ids.error();
    } else {
        result = recorded(ids.value(), uncounted_of(records));
    }
    if (!result.ok()) {
        session_.rollback();
        return result;
    }
    if (const Status done = commit(); !done.ok()) return done.error();
    return result;
}

Result<Recorded> Store::recorded(const std::set<std::string>& touched,
                                 const std::set<std::string>& uncounted) {
    std::set<std::string> all{touched};
    all.insert(uncounted.begin(), uncounted.end());
    if (all.empty()) return Recorded{};
    const auto rows = session_.query(exits::select_ends({all.begin(), all.end()}));
    if (!rows.ok()) return rows.error();
    std::vector<RowAfter> after;
    after.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        after.push_back({columns.text(), columns.text(), columns.text(), columns.choice<State>()});
    }
    return recorded_of(after, touched, uncounted);
}

Result<std::set<std::string>> Store::write(const Records& records) {
    const int64_t now_us = base::wall_now().us;
    std::set<std::string> ended;
    for (const exits::Change& change : changes_of(records, now_us)) {
        const auto moved = session_.execute(exits::statement(change, now_us));
        if (!moved.ok()) return moved.error();
        for (std::string& id : exits::ended_by(change, moved.value())) ended.insert(std::move(id));
    }
    return ended;
}

Result<std::vector<BookAnswer>> Store::books(const std::vector<Exit>& orders) {
    std::vector<std::string> orders_asked;
    std::vector<std::string> cancels;
    for (const Exit& order : orders) {
        (order.is_cancel() ? cancels : orders_asked).push_back(order.client_order_id);
    }
    std::set<std::string> known;
    for (const auto& [ids, sql] : {std::pair{&orders_asked, &exits::select_known_orders},
                                   std::pair{&cancels, &exits::select_ended_targets}}) {
        if (ids->empty()) continue;
        const auto found = texts(sql(*ids));
        if (!found.ok()) return found.error();
        known.insert(found.value().begin(), found.value().end());
    }
    std::vector<BookAnswer> answers;
    answers.reserve(orders.size());
    for (const Exit& order : orders) {
        answers.push_back({order.client_order_id, known.contains(order.client_order_id)});
    }
    return answers;
}

Status Store::note_session(bool logged_on) {
    const std::string now = "CAST(" + std::string{db::kNowUs} + " AS SIGNED)";
    std::string sql = "INSERT INTO order_sessions (name,logged_on,since_us,seen_us) VALUES (";
    db::append_text(sql, name_);
    sql.append(logged_on ? ",1," : ",0,").append(now).append(",").append(now);
    // `since_us` is set first: it looks at what `logged_on` was before.
    sql +=
        ") ON DUPLICATE KEY UPDATE since_us=IF(logged_on=VALUES(logged_on),since_us,"
        "VALUES(since_us)),logged_on=VALUES(logged_on),seen_us=VALUES(seen_us)";
    const auto noted = session_.execute(sql);
    if (!noted.ok()) return noted.error();
    return Unit{};
}

Result<Found> Store::find_open(size_t limit, bool with_ended) {
    const auto day = session_.query("SELECT COALESCE((SELECT day FROM trading_day WHERE ends_us>" +
                                    std::string{db::kNowUs} + "),0)");
    if (!day.ok()) return day.error();
    const auto rows = session_.query(exits::select_open(name_, limit));
    if (!rows.ok()) return rows.error();
    Found found;
    found.day = db::Columns{day.value().front()}.as<uint32_t>();
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        found.open.push_back(exits::read(columns));
    }
    const auto doubts = session_.query(exits::select_doubts(name_));
    if (!doubts.ok()) return doubts.error();
    db::Columns counted{doubts.value().front()};
    found.in_doubt = counted.as<size_t>();
    found.oldest_doubt_us = counted.integer();
    if (!with_ended) return found;
    auto accounts = texts(exits::select_ended_accounts(name_));
    if (!accounts.ok()) return accounts.error();
    found.ended_accounts = std::move(accounts).value();
    return found;
}

}  // namespace gateway
