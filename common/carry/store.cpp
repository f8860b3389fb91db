#include "common/carry/store.h"

#include <algorithm>
#include <random>
#include <utility>

#include "common/base/backoff.h"
#include "common/base/clock.h"
#include "common/carry/statements.h"
#include "common/db/columns.h"

namespace carry {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

namespace {

constexpr size_t kAccountsOfATransaction = 500;
constexpr int kTriesMax = 6;  // of a transaction that another one stands in the way of

events::PositionKey read_key(db::Columns& columns) {
    events::PositionKey key;
    key.instrument.exchange = columns.choice<events::Exchange>();
    key.instrument.segment = columns.choice<events::Segment>();
    key.instrument.token = columns.as<uint32_t>();
    key.product = columns.choice<events::Product>();
    return key;
}

Row read_row(db::Columns& columns) {
    Row row;
    row.account = columns.text();
    row.is_next = columns.flag();
    row.key = read_key(columns);
    for (int64_t* sum : {&row.sums.open_quantity, &row.sums.open_value, &row.sums.buy_quantity,
                         &row.sums.buy_value, &row.sums.sell_quantity, &row.sums.sell_value}) {
        *sum = columns.integer();
    }
    row.expiry = columns.as<uint32_t>();
    return row;
}

Status read_back(db::Session& session, const Step& step, const std::vector<std::string>& accounts) {
    const auto again = look(session, step, accounts);
    if (!again.ok()) return again.error();
    if (again.value().changes.empty()) return Unit{};
    const Opening& first = again.value().changes.front();
    return Error{Errc::Fatal, "positions: " + first.account + " began " + std::to_string(step.day) +
                                  " with " + std::to_string(first.was_quantity) + ", and " +
                                  std::to_string(first.quantity) + " was written"};
}

// Inside a transaction.
Result<Openings> write(db::Session& session, const Step& step,
                       const std::vector<std::string>& accounts) {
    auto openings = look(session, step, accounts);
    if (!openings.ok() || openings.value().changes.empty()) return openings;
    Status done = session.execute(write_openings(step.day, openings.value().changes));
    if (!done.ok()) return done.error();
    const auto deleted = session.execute(delete_empty(step.day, accounts));
    if (!deleted.ok()) return deleted.error();
    done = read_back(session, step, accounts);
    if (done.ok() && step.whole) {
        done = session.execute(
            note_corrections(step.day, openings.value().changes, base::wall_now().us));
    }
    if (!done.ok()) return done.error();
    return openings;
}

Result<Openings> write_alone(db::Session& session, const Step& step,
                             const std::vector<std::string>& accounts) {
    if (Status begun = session.begin(); !begun.ok()) return begun.error();
    const auto locked = session.query(lock_steps({step}, true));
    auto openings = locked.ok() ? write(session, step, accounts) : Result<Openings>{locked.error()};
    if (!openings.ok()) {
        session.rollback();
        return openings;
    }
    if (Status done = session.commit(); !done.ok()) return done.error();
    return openings;
}

// A deadlock with a ledger, which takes accounts in another order, ends one of both.
template <class Work>
auto patiently(db::Session& session, const Work& work) -> decltype(work()) {
    std::random_device random;
    base::Backoff backoff{20, 1'000};
    while (true) {
        if (Status connected = session.connect(); !connected.ok()) return connected.error();
        auto done = work();
        const bool again = !done.ok() && done.error().code == Errc::Retryable;
        if (!again || backoff.tries() == kTriesMax) return done;
        // The database waits for us: it is what stood in the way.
        const int64_t wait_us = backoff.next_ms(random()) * 1'000;
        (void)session.query("SELECT SLEEP(" + std::to_string(wait_us) + "/1000000)");
    }
}

Result<Openings> write_patiently(db::Session& session, const Step& step,
                                 const std::vector<std::string>& accounts) {
    return patiently(session, [&] { return write_alone(session, step, accounts); });
}

template <class List>
void append_some(List& list, List more) {
    const size_t room = kListedMax - std::min(list.size(), kListedMax);
    if (more.size() > room) more.resize(room);
    std::ranges::move(more, std::back_inserter(list));
}

// The gates first, as ledgers do.
Status change_alone(db::Session& session, const std::string& what) {
    if (Status begun = session.begin(); !begun.ok()) return begun;
    for (const std::string& sql : {std::string{"UPDATE gates SET carried=carried+1"}, what}) {
        if (const auto done = session.execute(sql); !done.ok()) {
            session.rollback();
            return done.error();
        }
    }
    return session.commit();
}

// Every transaction of a ledger that begins behind this one knows what it says.
Status tell_ledgers(db::Session& session, const std::string& what) {
    return patiently(session, [&] { return change_alone(session, what); });
}

Result<std::vector<std::string>> accounts_above(db::Session& session, const std::string& last) {
    const auto rows = session.query(select_accounts(last, kAccountsOfATransaction));
    if (!rows.ok()) return rows.error();
    std::vector<std::string> accounts;
    for (const db::Row& row : rows.value()) accounts.push_back(*row[0]);
    return accounts;
}

}  // namespace

Result<Openings> look(db::Session& session, const Step& step,
                      const std::vector<std::string>& accounts) {
    const auto read = session.query(select_rows(step, accounts));
    if (!read.ok()) return read.error();
    std::vector<Row> rows;
    rows.reserve(read.value().size());
    for (const db::Row& one : read.value()) {
        db::Columns columns{one};
        rows.push_back(read_row(columns));
    }
    return openings_of(rows, step.day);
}

Result<std::vector<Step>> read_steps(db::Session& session) {
    const auto rows = session.query(select_steps());
    if (!rows.ok()) return rows.error();
    std::vector<Step> steps;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        Step step;
        step.from = columns.as<uint32_t>();
        step.day = columns.as<uint32_t>();
        step.loaded = columns.flag();
        step.whole = columns.flag();
        steps.push_back(step);
    }
    return steps;
}

Status share_steps(db::Session& session, const std::vector<Step>& steps) {
    if (steps.empty()) return Unit{};
    const auto locked = session.query(lock_steps(steps, false));
    if (!locked.ok()) return locked.error();
    return Unit{};
}

Result<int64_t> carry_on(db::Session& session, const std::vector<Step>& steps,
                         const std::vector<std::string>& accounts) {
    int64_t corrected = 0;
    for (const Step& step : steps) {
        const auto openings = write(session, step, accounts);
        if (!openings.ok()) return openings.error();
        corrected += openings.value().counts.changed;
    }
    return corrected;
}

Result<int64_t> carry_behind(db::Session& session, uint32_t day) {
    const auto steps = read_steps(session);
    if (!steps.ok()) return steps.error();
    int64_t corrected = 0;
    for (const Step& step : steps_behind(steps.value(), {day})) {
        const auto carried = carry_day(session, step, Mode::Write, [](int64_t) {});
        if (!carried.ok()) return carried.error();
        corrected += carried.value().counts.changed;
    }
    return corrected;
}

Result<std::vector<Opening>> read_corrections(db::Session& session, uint32_t day) {
    const auto rows = session.query(select_corrections(day, kListedMax));
    if (!rows.ok()) return rows.error();
    std::vector<Opening> corrections;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        Opening one;
        one.account = columns.text();
        one.key = read_key(columns);
        one.was_quantity = columns.integer();
        one.quantity = columns.integer();
        corrections.push_back(std::move(one));
    }
    return corrections;
}

Result<bool> is_loaded(db::Session& session, uint32_t day) {
    const std::string number = std::to_string(day);
    const auto rows = session.query("SELECT loaded FROM days_carried WHERE day=" + number);
    if (!rows.ok()) return rows.error();
    if (!rows.value().empty()) return db::Columns{rows.value().front()}.flag();
    const auto any = session.query("SELECT 1 FROM positions WHERE day=" + number +
                                   " AND (open_quantity<>0 OR open_value<>0) LIMIT 1");
    if (!any.ok()) return any.error();
    return !any.value().empty();
}

Result<Carried> carry_day(db::Session& session, const Step& step, Mode mode,
                          const Progress& progress) {
    const bool writes = mode == Mode::Write && !step.loaded;
    if (mode == Mode::Write) {
        Status told = tell_ledgers(session, insert_step(step, base::wall_now().us));
        if (!told.ok()) return told.error();
    }
    Carried carried{step, {}, {}, {}};
    std::string last;
    int64_t looked_at = 0;
    while (true) {
        const auto accounts = accounts_above(session, last);
        if (!accounts.ok()) return accounts.error();
        if (accounts.value().empty()) break;
        last = accounts.value().back();
        auto openings = writes ? write_patiently(session, step, accounts.value())
                               : look(session, step, accounts.value());
        if (!openings.ok()) return openings.error();
        carried.counts.add(openings.value().counts);
        append_some(carried.changes, std::move(openings.value().changes));
        append_some(carried.left_open, std::move(openings.value().left_open));
        looked_at += static_cast<int64_t>(accounts.value().size());
        progress(looked_at);
    }
    if (mode == Mode::Look) return carried;
    Status told = tell_ledgers(session, finish_step(step.day, carried.counts, base::wall_now().us));
    if (!told.ok()) return told.error();
    return carried;
}

}  // namespace carry
