#include "producers/replay/build_shadow.h"

#include <utility>

#include "common/account/known_account.h"
#include "common/db/literal.h"
#include "common/db/session.h"
#include "producers/replay/book_backdated.h"
#include "producers/replay/live_books.h"
#include "producers/replay/one_at_a_time.h"
#include "producers/replay/shadow.h"

namespace replay {

using base::Status;
using base::Unit;

namespace {

std::string suffix_of(const Selection& selection, std::string_view what) {
    std::string suffix = std::to_string(selection.day);
    if (selection.partition) suffix += "_p" + std::to_string(*selection.partition);
    return selection.everything() ? suffix : suffix.append("_").append(what);
}

// Corrections of the day's trades that bear later days, each at its place.
Status book_later_ones(const Job& job, LiveBooks& live, FoldContext& context, Report& report) {
    BackdatedBookings later;
    if (Status read = later.read(live, context); !read.ok()) return read;
    auto present = live.marks(std::nullopt);
    if (!present.ok()) return present.error();
    while (auto bounds = later.next(present.value())) {
        context.bounds.marks = *std::move(bounds);
        const auto folded = fold_pass(job, context, 0, report);
        if (!folded.ok()) return folded.error();
        report.stopped = folded.value().stopped;
        if (report.stopped) return Unit{};
        if (Status done = later.book(context); !done.ok()) return done;
    }
    return Unit{};
}

Status fold_into(const Job& job, Shadow& shadow, Report& report) {
    FoldContext context;
    context.target = shadow.config();
    context.partitions = job.config.partitions;
    context.batch_events = job.config.batch_events;
    context.parked = job.config.parked;
    context.owner = owner_name();
    context.selection = job.selection;
    context.stopping = job.stopping;
    LiveBooks live{job.database, job.selection.day};
    if (Status ready = live.connect(); !ready.ok()) return ready;
    auto passed = live.passed(job.config.partitions);
    if (!passed.ok()) return passed.error();
    context.passed = std::move(passed).value();
    auto decisions = live.decisions();
    if (!decisions.ok()) return decisions.error();
    context.decisions = std::move(decisions).value();
    // Of a part of the day nobody knows whether it has the trades that later days correct.
    if (!job.selection.cuts_streams()) {
        if (Status done = book_later_ones(job, live, context, report); !done.ok()) return done;
        if (report.stopped) return Unit{};
        context.bounds = {};
    }
    const auto folded = fold_pass(job, context, 0, report);
    if (!folded.ok()) return folded.error();
    report.stopped = folded.value().stopped;
    report.gaps = holes_of(folded.value().outcome.reached, {}, folded.value().outcome.gaps);
    return Unit{};
}

// Of an account of which nothing came up: empty books must not hide that it was mistyped.
Status check_known(const Job& job, const Report& report) {
    const bool heard_of = report.applied > 0 || report.refused > 0 || report.duplicates > 0;
    if (job.selection.account.empty() || heard_of || report.resumed || report.stopped) {
        return Unit{};
    }
    db::Session session{job.database};
    if (Status connected = session.connect(); !connected.ok()) return connected;
    return account::check_account(session, job.selection.account);
}

Status build(const Job& job, Shadow& shadow, Report& report) {
    if (Status ready = shadow.connect(); !ready.ok()) return ready;
    if (Status made = shadow.open(job.purpose(), job.fresh); !made.ok()) return made;
    report.resumed = shadow.resumed();
    Status folded = fold_into(job, shadow, report);
    if (!folded.ok()) return shadow.after(folded.error());
    if (report.events == 0 && job.selection.everything() && !report.stopped) {
        return shadow.after(nothing_of_the_day());
    }
    if (Status known = check_known(job, report); !known.ok()) return shadow.after(known.error());
    report.shadow = shadow.name();
    return folded;
}

// Rows as text, with the columns' names in front.
struct Listing {
    const char* table;
    std::vector<std::string> columns;
    const char* order;
};

Status list_rows(Shadow& shadow, const Listing& listing, const std::string& account,
                 Report& report) {
    std::string sql = "SELECT ";
    for (const std::string& column : listing.columns) {
        if (&column != &listing.columns.front()) sql.push_back(',');
        sql.append(column);
    }
    sql.append(" FROM ").append(listing.table).append(" WHERE account=");
    db::append_text(sql, account);
    const auto rows = shadow.query(sql.append(" ORDER BY ").append(listing.order));
    if (!rows.ok()) return rows.error();
    report.books.push_back({listing.table, listing.columns, rows.value()});
    return Unit{};
}

Status list_books(Shadow& shadow, const std::string& account, Report& report) {
    const Listing listings[] = {
        {"positions",
         {"exchange", "segment", "token", "product", "open_quantity", "buy_quantity",
          "sell_quantity", "buy_value", "sell_value"},
         "exchange,segment,token,product"},
        {"orders",
         {"exchange", "segment", "exchange_order_id", "token", "product", "side", "type",
          "quantity", "filled", "remaining", "price", "state"},
         "exchange_order_id"},
        {"trades",
         {"exchange", "segment", "id", "exchange_order_id", "token", "product", "side", "quantity",
          "price", "state", "exchange_time_us"},
         "exchange_time_us,id"}};
    for (const Listing& listing : listings) {
        if (Status done = list_rows(shadow, listing, account, report); !done.ok()) return done;
    }
    return Unit{};
}

Status as_of(const Job& job, Shadow& shadow, Report& report) {
    if (Status built = build(job, shadow, report); !built.ok() || report.stopped) return built;
    if (Status carried = shadow.carry_open(job.selection); !carried.ok()) return carried;
    Status listed = list_books(shadow, job.selection.account, report);
    if (!listed.ok() || job.keep) return listed;
    report.shadow.clear();
    return shadow.drop();
}

Report run(const Job& job, const char* action, std::string_view suffix,
           Status (*work)(const Job&, Shadow&, Report&)) {
    const base::MonoTime began = base::mono_now();
    Report report = report_of(job, action);
    OneAtATime lock{job.database};
    Shadow shadow{job.database, suffix_of(job.selection, suffix)};
    Status done = lock.take();
    if (done.ok()) done = work(job, shadow, report);
    if (!done.ok()) report.failure = done.error().what;
    report.us = base::mono_now() - began;
    report.peak_memory_kb = peak_memory_kb();
    return report;
}

}  // namespace

Report build_shadow(const Job& job) { return run(job, "shadow", "part", build); }

Report books_as_of(const Job& job) { return run(job, "as of", "moment", as_of); }

}  // namespace replay
