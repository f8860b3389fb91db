#include "common/books/store.h"

#include <algorithm>
#include <charconv>

#include "common/base/clock.h"
#include "common/books/gaps.h"
#include "common/books/gate.h"
#include "common/books/inbox.h"
#include "common/books/name_statements.h"
#include "common/books/note_backdated.h"
#include "common/books/read_trades.h"
#include "common/books/statements.h"
#include "common/db/columns.h"

namespace books {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

namespace {

int64_t integer_of(const std::optional<std::string>& text) {
    int64_t value = 0;
    base::must(text.has_value());
    std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

OrderName read_name(db::Columns& columns) {
    OrderName name;
    name.account = columns.text();
    name.day = columns.as<uint32_t>();
    name.exchange = columns.choice<events::Exchange>();
    name.segment = columns.choice<events::Segment>();
    name.client_order_id = columns.text();
    return name;
}

Result<OrderNames> read_names(db::Session& session, const std::string& sql) {
    const auto rows = session.query(sql);
    if (!rows.ok()) return rows.error();
    OrderNames names;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        names.insert(read_name(columns));
    }
    return names;
}

}  // namespace

Store::Store(db::DatabaseConfig config, int32_t partition, std::string owner, Gate gate,
             ParkedLimits parked)
    : session_{std::move(config)},
      partition_{partition},
      owner_{std::move(owner)},
      gate_{gate},
      parked_{parked},
      telling_{partition} {}

Status Store::connect() {
    if (session_.connected()) return Unit{};
    forget();
    if (Status connected = session_.connect(); !connected.ok()) return connected;
    Status ready = Unit{};
    if (const auto done = session_.execute(kForgetRenamed); !done.ok()) ready = done.error();
    if (ready.ok() && gate_ == Gate::Obeyed) ready = build_gate(session_, partition_);
    if (!ready.ok()) session_.close();
    return ready;
}

Result<std::optional<int64_t>> Store::watermark(const StreamId& stream) {
    const auto rows = session_.query(select_watermark(stream, partition_));
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return std::optional<int64_t>{};
    return std::optional{integer_of(rows.value()[0][0])};
}

Result<Applied> Store::apply(const Plan& plan, Care care, const Refuse& refuse) {
    if (const Status begun = session_.begin(); !begun.ok()) return begun.error();
    auto applied = apply_in_transaction(plan, care, refuse);
    const bool keep = applied.ok() && applied.value().verdict == Verdict::Committed;
    if (!keep) {
        session_.rollback();
        after_rollback(applied);
        return applied;
    }
    const base::MonoTime before = base::mono_now();
    if (const Status done = session_.commit(); !done.ok()) {
        // Nobody knows what became of it. A fresh session, a fresh look at the watermarks.
        session_.close();
        forget();
        return Error{Errc::Retryable, done.error().what};
    }
    remember_names();
    telling_.committed();
    Applied result = std::move(applied).value();
    result.commit_us = base::mono_now() - before;
    return result;
}

// Nobody else has written the books where the rules, an operator or the database have refused ours.
void Store::after_rollback(const Result<Applied>& applied) {
    const bool ours = applied.ok() ? applied.value().verdict != Verdict::Fenced
                                   : applied.error().code == Errc::Invalid;
    if (!ours) forget();
}

Result<Applied> Store::apply_in_transaction(const Plan& plan, Care care, const Refuse& refuse) {
    named_.clear();
    numbered_.clear();
    Applied applied;
    const auto entered = enter(plan);
    if (!entered.ok()) return entered.error();
    applied.verdict = entered.value();
    if (applied.verdict != Verdict::Committed) return applied;

    const auto items = drop_known(plan.apply, applied);
    if (!items.ok()) return items.error();
    auto folded = fold_carefully(items.value(), care, refuse);
    if (!folded.ok()) return folded.error();
    Posting posting = std::move(folded).value();
    if (const Status shared = carrying_.also(session_, plan, posting); !shared.ok()) {
        return shared.error();
    }
    if (gate_ == Gate::Obeyed) {
        const Status placed = place_backdated(session_, plan, partition_, posting);
        if (!placed.ok()) return placed.error();
    }
    if (const Status written = write(posting, applied); !written.ok()) {
        if (written.error().code != Errc::Duplicate || care.trades) return written.error();
        applied.verdict = Verdict::Repeats;
        return applied;
    }
    if (!care.names && !posting.orders.empty()) {
        const auto others = renamed();
        if (!others.ok()) return others.error();
        if (others.value()) applied.verdict = Verdict::Renamed;
    }
    const auto corrected = carrying_.leave(session_, posting);
    if (!corrected.ok()) return corrected.error();
    applied.corrected = corrected.value();
    if (gate_ == Gate::Obeyed) {
        if (Status told = telling_.write(session_, items.value()); !told.ok()) return told.error();
    }
    applied.renamed = posting.borne.size();
    applied.applied = posting.applied;
    applied.repeats += posting.repeats;
    applied.parked = posting.parked;
    return applied;
}

Status Store::judge(const std::vector<Item*>& items, const Refuse& refuse) {
    if (const Status learnt = carrying_.learn(session_); !learnt.ok()) return learnt;
    const auto folded = fold_carefully(items, {.trades = true, .sums = true}, refuse);
    if (!folded.ok()) return folded.error();
    return Unit{};
}

Result<Verdict> Store::enter(const Plan& plan) {
    if (gate_ == Gate::Obeyed) {
        const auto passed = pass_gate(session_, partition_);
        if (!passed.ok()) return passed.error();
        if (!passed.value().open) return Verdict::Paused;
        const Status ready = carrying_.enter(session_, passed.value().carried, plan);
        if (!ready.ok()) return ready.error();
    }
    return move_watermarks(plan);
}

// Before anything is written, because it locks the rows: from here on no other ledger can move
// these streams.
Result<Verdict> Store::move_watermarks(const Plan& plan) {
    for (const auto& [stream, move] : plan.moves) {
        const auto done = session_.execute(move_watermark(stream, partition_, move, owner_));
        if (!done.ok()) {
            if (done.error().code == Errc::Duplicate) return Verdict::Fenced;
            return done.error();
        }
        if (done.value() != 1) return Verdict::Fenced;
    }
    if (!plan.passed.empty()) {
        const auto done =
            session_.execute(insert_passed_gaps(plan.passed, partition_, base::wall_now().us));
        if (!done.ok()) return done.error();
    }
    return Verdict::Committed;
}

// Takes out what came without a number and has been judged before, or stands twice in this run;
// notes the rest in the inbox.
Result<std::vector<Item*>> Store::drop_known(const std::vector<Item*>& items, Applied& applied) {
    const auto is_numberless = [](const Item* item) {
        return item->event != nullptr && item->event->seq == 0;
    };
    std::vector<InboxKey> keys;
    for (const Item* item : items) {
        if (is_numberless(item)) keys.push_back(inbox_key_of(*item->event));
    }
    if (keys.empty()) return items;
    auto seen = read_inbox(session_, keys);
    if (!seen.ok()) return seen.error();
    InboxKeys known = std::move(seen).value();
    std::vector<Item*> fresh;
    std::vector<InboxKey> noted;
    auto key = keys.begin();
    for (Item* item : items) {
        if (is_numberless(item)) {
            InboxKey& its = *key++;
            if (stands_in(known, its)) {
                ++applied.repeats;
                continue;
            }
            known.insert(its);
            noted.push_back(std::move(its));
        }
        fresh.push_back(item);
    }
    const db::Rows rows = insert_inbox(noted, base::wall_now().us);
    if (const Status done = session_.execute(rows); !done.ok()) {
        // Another ledger noted one of them between our look and our insert.
        const Errc code =
            done.error().code == Errc::Duplicate ? Errc::Retryable : done.error().code;
        return Error{code, done.error().what};
    }
    return fresh;
}

Result<Posting> Store::fold_carefully(const std::vector<Item*>& items, Care care,
                                      const Refuse& refuse) {
    // The fold keeps nothing of them but views of the events.
    const auto known = read_trades(session_, needed_trades(items, care.trades));
    if (!known.ok()) return known.error();
    const auto orders = known_orders(items, care.names);
    if (!orders.ok()) return orders.error();
    const auto looked = look_back(items, known.value());
    if (!looked.ok()) return looked.error();
    const Earlier& back = followed_ ? *followed_ : looked.value();
    if (!care.sums) {
        return fold(items, known.value(), refuse, orders.value(), nullptr, &back);
    }
    const auto sums = known_sums(items);
    if (!sums.ok()) return sums.error();
    return fold(items, known.value(), refuse, orders.value(), &sums.value(), &back);
}

Result<Earlier> Store::look_back(const std::vector<Item*>& items,
                                 const std::vector<KnownTrade>& known) {
    if (followed_) return Earlier{};
    return read_earlier(session_, carrying_.steps(), without_trade(items, known));
}

// By day, and of few days: rows of days long past cost neither time nor memory.
Status Store::learn_days(const std::set<uint32_t>& days) {
    constexpr size_t kDaysMax = 8;
    const auto is_known = [this](uint32_t day) { return waiting_.knows(day); };
    if (std::ranges::all_of(days, is_known)) return Unit{};
    if (waiting_.days() >= kDaysMax) waiting_.clear();
    for (const uint32_t day : days) {
        if (is_known(day)) continue;
        const auto names = read_names(session_, select_waiting_names(partition_, day));
        if (!names.ok()) return names.error();
        waiting_.learn(day);
        for (const OrderName& name : names.value()) waiting_.add(name);
    }
    return Unit{};
}

// The names that wait are remembered: a run without such an order reads nothing.
Result<KnownOrders> Store::known_orders(const std::vector<Item*>& items, bool careful) {
    KnownOrders known;
    if (careful) {
        if (Status read = read_borne_names(items, known); !read.ok()) return read.error();
    }
    if (Status learnt = learn_days(order_days_of(items)); !learnt.ok()) return learnt.error();
    known.waiting = &waiting_;
    OrderNames names = unnumbered_in(items);
    std::erase_if(names, [this](const OrderName& name) { return waiting_.has(name.view()); });
    if (names.empty()) return known;
    auto numbered = read_names(session_, select_numbered_names(names, partition_));
    if (!numbered.ok()) return numbered.error();
    known.numbered = std::move(numbered).value();
    return known;
}

Status Store::read_borne_names(const std::vector<Item*>& items, KnownOrders& known) {
    const std::string select = select_borne_names(numbers_in(items));
    if (select.empty()) return Unit{};
    const auto rows = session_.query(select);
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        OrderName number = read_name(columns);
        known.borne.emplace(std::move(number), columns.text());
    }
    return Unit{};
}

// Whether the upserts have found a row with another client order id than the event's.
Result<bool> Store::renamed() {
    const auto rows = session_.query(kSelectRenamed);
    if (!rows.ok()) return rows.error();
    if (integer_of(rows.value().at(0).at(0)) == 0) return false;
    if (const auto done = session_.execute(kForgetRenamed); !done.ok()) return done.error();
    return true;
}

// Rows that make room go first: a number may be the name of an order that had none.
Status Store::write_orders(const Posting& posting) {
    for (const std::string& sql : delete_named_orders(posting.numbered, partition_)) {
        if (const auto done = session_.execute(sql); !done.ok()) return done.error();
    }
    if (Status done = session_.execute(upsert_orders(posting.orders)); !done.ok()) return done;
    for (const std::string& sql : {insert_waiting_names(posting.named, partition_),
                                   insert_borne_names(posting.borne, partition_)}) {
        if (sql.empty()) continue;
        if (const auto done = session_.execute(sql); !done.ok()) return done.error();
    }
    named_ = posting.named;
    numbered_ = posting.numbered;
    return Unit{};
}

// Once they are committed.
void Store::remember_names() {
    for (const OrderName& name : named_) waiting_.add(name);
    for (const OrderName& name : numbered_) waiting_.remove(name);
}

Result<KnownSums> Store::known_sums(const std::vector<Item*>& items) {
    KnownSums sums;
    const std::string select = select_sums(positions_of(items));
    if (select.empty()) return sums;
    const auto rows = session_.query(select);
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        PositionKey key;
        key.account = columns.text();
        key.day = columns.as<uint32_t>();
        key.exchange = columns.choice<events::Exchange>();
        key.segment = columns.choice<events::Segment>();
        key.token = columns.as<uint32_t>();
        key.product = columns.choice<events::Product>();
        Sums& its = sums[std::move(key)];
        for (int64_t* sum :
             {&its.buy_quantity, &its.buy_value, &its.sell_quantity, &its.sell_value}) {
            *sum = columns.integer();
        }
    }
    return sums;
}

// Growing sums before shrinking ones: a trade and its bust may come in one run.
Status Store::write(const Posting& posting, Applied& applied) {
    Status grown = session_.execute(insert_trades(posting.trades));
    if (grown.ok()) grown = write_orders(posting);
    if (grown.ok()) grown = session_.execute(grow_positions(posting.positions));
    if (!grown.ok()) return grown;
    std::vector<std::string> updates = end_trades(posting.ended);
    for (auto& sql : shrink_positions(posting.positions)) updates.push_back(std::move(sql));
    for (const std::string& sql : updates) {
        const auto done = session_.execute(sql);
        if (!done.ok()) return done.error();
        // The rows stand since the trades they speak of were booked: without them the books are
        // damaged.
        if (done.value() != 1) return Error{Errc::Fatal, "row missing in the books: " + sql};
    }
    if (Status noted = note_backdated(session_, posting, partition_); !noted.ok()) return noted;
    const auto cut = park(session_, posting.parked, partition_, parked_, base::wall_now().us);
    if (!cut.ok()) return cut.error();
    applied.cut = cut.value();
    return Unit{};
}

}  // namespace books
