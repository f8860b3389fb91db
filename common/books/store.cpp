#include "common/books/store.h"

#include <charconv>
#include <set>

#include "common/base/clock.h"
#include "common/books/gaps.h"
#include "common/books/gate.h"
#include "common/books/statements.h"

namespace books {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using events::Event;

namespace {

int64_t integer_of(const std::optional<std::string>& text) {
    int64_t value = 0;
    base::must(text.has_value());
    std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

template <class Enum>
Enum choice_of(const std::optional<std::string>& text) {
    return static_cast<Enum>(integer_of(text) - 1);
}

// Columns in the order of `select_trades`.
KnownTrade known_trade(const db::Row& row) {
    KnownTrade trade;
    trade.account = *row[0];
    trade.day = static_cast<uint32_t>(integer_of(row[1]));
    trade.exchange = choice_of<events::Exchange>(row[2]);
    trade.segment = choice_of<events::Segment>(row[3]);
    trade.id = *row[4];
    trade.trade_no = *row[5];
    trade.exchange_order_id = *row[6];
    trade.client_order_id = *row[7];
    trade.token = static_cast<uint32_t>(integer_of(row[8]));
    trade.product = choice_of<events::Product>(row[9]);
    trade.side = choice_of<events::Side>(row[10]);
    trade.quantity = integer_of(row[11]);
    trade.price = integer_of(row[12]);
    trade.action = choice_of<events::Action>(row[13]);
    trade.ref = *row[14];
    trade.state = choice_of<TradeState>(row[15]);
    trade.settled_by = *row[16];
    trade.exchange_time_us = integer_of(row[17]);
    return trade;
}

}  // namespace

Store::Store(db::DatabaseConfig config, int32_t partition, std::string owner, Gate gate)
    : session_{std::move(config)}, partition_{partition}, owner_{std::move(owner)}, gate_{gate} {}

Status Store::connect() {
    if (session_.connected()) return Unit{};
    if (Status connected = session_.connect(); !connected.ok()) return connected;
    if (gate_ == Gate::None) return Unit{};
    Status built = build_gate(session_, partition_);
    if (!built.ok()) session_.close();
    return built;
}

Result<std::optional<int64_t>> Store::watermark(const StreamId& stream) {
    const auto rows = session_.query(select_watermark(stream, partition_));
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return std::optional<int64_t>{};
    return std::optional{integer_of(rows.value()[0][0])};
}

Result<Applied> Store::apply(const Plan& plan, bool careful, const Refuse& refuse) {
    if (const Status begun = session_.begin(); !begun.ok()) return begun.error();
    auto applied = apply_in_transaction(plan, careful, refuse);
    const bool keep = applied.ok() && applied.value().verdict == Verdict::Committed;
    if (!keep) {
        session_.rollback();
        return applied;
    }
    const base::MonoTime before = base::mono_now();
    if (const Status done = session_.commit(); !done.ok()) {
        // Nobody knows what became of it. A fresh session, a fresh look at the watermarks.
        session_.close();
        return Error{Errc::Retryable, done.error().what};
    }
    Applied result = std::move(applied).value();
    result.commit_us = base::mono_now() - before;
    return result;
}

Result<Applied> Store::apply_in_transaction(const Plan& plan, bool careful, const Refuse& refuse) {
    Applied applied;
    const auto entered = enter(plan);
    if (!entered.ok()) return entered.error();
    applied.verdict = entered.value();
    if (applied.verdict != Verdict::Committed) return applied;

    const auto items = drop_known(plan.apply, applied);
    if (!items.ok()) return items.error();
    const auto known = known_trades(items.value(), careful);
    if (!known.ok()) return known.error();
    const Posting posting = fold(items.value(), known.value(), refuse);
    if (const Status written = write(posting); !written.ok()) {
        if (written.error().code != Errc::Duplicate || careful) return written.error();
        applied.verdict = Verdict::Repeats;
        return applied;
    }
    applied.applied = posting.applied;
    applied.repeats += posting.repeats;
    applied.parked = posting.parked;
    return applied;
}

Status Store::judge(const std::vector<Item*>& items, const Refuse& refuse) {
    const auto known = known_trades(items, true);
    if (!known.ok()) return known.error();
    (void)fold(items, known.value(), refuse);
    return Unit{};
}

Result<Verdict> Store::enter(const Plan& plan) {
    if (gate_ == Gate::Obeyed) {
        const auto open = pass_gate(session_, partition_);
        if (!open.ok()) return open.error();
        if (!open.value()) return Verdict::Paused;
    }
    return move_watermarks(plan);
}

// Before anything is written, because it locks the rows: from here on no other ledger can move
// these streams.
Result<Verdict> Store::move_watermarks(const Plan& plan) {
    const int64_t now_us = base::wall_now().us;
    for (const auto& [stream, move] : plan.moves) {
        const auto done =
            session_.execute(move_watermark(stream, partition_, move, owner_, now_us));
        if (!done.ok()) {
            if (done.error().code == Errc::Duplicate) return Verdict::Fenced;
            return done.error();
        }
        if (done.value() != 1) return Verdict::Fenced;
    }
    if (!plan.passed.empty()) {
        const auto done = session_.execute(insert_passed_gaps(plan.passed, partition_, now_us));
        if (!done.ok()) return done.error();
    }
    return Verdict::Committed;
}

// Takes out what came without a number and has been applied before, or stands twice in this run;
// notes the rest in the inbox.
Result<std::vector<Item*>> Store::drop_known(const std::vector<Item*>& items, Applied& applied) {
    std::vector<const Event*> numberless;
    for (const Item* item : items) {
        if (item->event != nullptr && item->event->seq == 0) numberless.push_back(item->event);
    }
    if (numberless.empty()) return items;
    const auto rows = session_.query(select_inbox(numberless));
    if (!rows.ok()) return rows.error();
    std::set<std::tuple<std::string, uint32_t, std::string>> seen;
    for (const db::Row& row : rows.value()) {
        seen.emplace(*row[0], static_cast<uint32_t>(integer_of(row[1])), *row[2]);
    }
    std::vector<Item*> fresh;
    numberless.clear();
    for (Item* item : items) {
        const Event* event = item->event;
        if (event != nullptr && event->seq == 0) {
            if (!seen.emplace(event->source, event->day, event->id).second) {
                ++applied.repeats;
                continue;
            }
            numberless.push_back(event);
        }
        fresh.push_back(item);
    }
    const db::Rows noted = insert_inbox(numberless, base::wall_now().us);
    if (const Status done = session_.execute(noted); !done.ok()) {
        // Another ledger noted one of them between our look and our insert.
        const Errc code =
            done.error().code == Errc::Duplicate ? Errc::Retryable : done.error().code;
        return Error{code, done.error().what};
    }
    return fresh;
}

Result<std::vector<KnownTrade>> Store::known_trades(const std::vector<Item*>& items, bool careful) {
    std::vector<KnownTrade> known;
    const std::string select = select_trades(needed_trades(items, careful));
    if (select.empty()) return known;
    const auto rows = session_.query(select);
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) known.push_back(known_trade(row));
    return known;
}

// Growing sums before shrinking ones: a trade and its bust may come in one run.
Status Store::write(const Posting& posting) {
    for (const db::Rows& rows : {insert_trades(posting.trades), upsert_orders(posting.orders),
                                 grow_positions(posting.positions)}) {
        if (Status done = session_.execute(rows); !done.ok()) return done;
    }
    std::vector<std::string> updates = end_trades(posting.ended);
    for (auto& sql : shrink_positions(posting.positions)) updates.push_back(std::move(sql));
    for (const std::string& sql : updates) {
        const auto done = session_.execute(sql);
        if (!done.ok()) return done.error();
        // The rows stand since the trades they speak of were booked: without them the books are
        // damaged.
        if (done.value() != 1) return Error{Errc::Fatal, "row missing in the books: " + sql};
    }
    for (const std::string& sql : insert_parked(posting.parked, partition_, base::wall_now().us)) {
        if (const auto done = session_.execute(sql); !done.ok()) return done.error();
    }
    return Unit{};
}

}  // namespace books
