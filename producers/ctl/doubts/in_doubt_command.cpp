#include "producers/ctl/doubts/in_doubt_command.h"

#include <fmt/core.h>

#include "common/audit/audit.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/db/now.h"
#include "common/events/partition.h"
#include "common/exits/resolution.h"
#include "common/exits/rows.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/doubts/in_doubt.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/transaction.h"
#include "producers/ctl/two_persons.h"

namespace ctl {

using db::literal;

namespace {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using exits::Exit;

constexpr std::string_view kInDoubtResolve = "in-doubt resolve";

struct Found {
    Exit row;
    exits::InBooks in_books{};
    int64_t now_us = 0;  // the database's clock
};

Result<Found> find(db::Session& session, const std::string& id) {
    const auto now = db::read_now_us(session);
    if (!now.ok()) return now.error();
    const auto rows = session.query(exits::select(" WHERE client_order_id=" + literal(id)));
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return Error{Errc::Invalid, "id: no order of ours " + id};
    db::Columns columns{rows.value()[0]};
    Found found{exits::read(columns), {}, now.value()};
    const auto known = session.query(exits::select_in_books(found.row, found.now_us));
    if (!known.ok()) return known.error();
    found.in_books = static_cast<exits::InBooks>(db::Columns{known.value().at(0)}.integer());
    return found;
}

bool is_same(const Exit& one, const Exit& other) {
    return one.state == other.state && one.sender == other.sender && one.heard == other.heard &&
           one.sent_us == other.sent_us && one.doubt_us == other.doubt_us;
}

// A row that is marked may be put on the wire for 2 s more (docs/gateway.md): whoever looks in
// between must not take it for dead.
Status require_still(db::Session& session, const Exit& row) {
    constexpr int64_t kMarkLivesMs = 3'000;
    if (row.state != exits::State::Sending) return Unit{};
    wait_until([] { return false; }, kMarkLivesMs);
    const auto again = find(session, row.client_order_id);
    if (!again.ok()) return again.error();
    if (is_same(again.value().row, row)) return Unit{};
    return Error{Errc::Invalid, "id: its gateway has just taken it up again; look once more"};
}

struct Decision {
    const ResolveOptions& options;
    int64_t filled;
    audit::Person who;
    operators::Consent consent;
};

// The square-off's lock of the partition: it neither reads nor writes the row meanwhile.
Status write(const Connection& connection, const Exit& seen, const Decision& made) {
    db::Session& session = *connection.session;
    return in_transaction(session, [&]() -> Status {
        const auto partition = events::partition_of(seen.account, connection.partitions);
        const auto locked = session.query("SELECT part FROM squareoff_partitions WHERE part=" +
                                          std::to_string(partition) + " FOR UPDATE");
        if (!locked.ok()) return locked.error();
        const auto now = find(session, seen.client_order_id);
        if (!now.ok()) return now.error();
        const auto& [row, in_books, now_us] = now.value();
        if (!is_same(row, seen)) return Error{Errc::Invalid, "id: it has moved; look once more"};
        const std::string problem = resolve_problem(row, in_books, made.filled, now_us);
        if (!problem.empty()) return Error{Errc::Invalid, problem};
        const auto moved = session.execute(exits::resolve_row(row, made.filled, now_us));
        if (!moved.ok()) return moved.error();
        if (moved.value() != 1) return Error{Errc::Invalid, "id: it has moved; look once more"};
        const auto after = find(session, seen.client_order_id);
        if (!after.ok()) return after.error();
        const std::string detail = row.client_order_id + " of " + row.account + ", " +
                                   std::to_string(made.filled) + " of " +
                                   std::to_string(row.quantity) + " filled: " + made.options.reason;
        Status noted = audit::record(session, now_us, made.who, kInDoubtResolve, detail,
                                     {change_json(row), change_json(after.value().row)});
        if (!noted.ok()) return noted;
        return operators::finish(session, made.consent, made.who, now_us);
    });
}

void print(const Exit& row, const ResolveOptions& options, int64_t filled) {
    if (options.json) {
        return fmt::print("{{\"dry_run\":{},\"id\":\"{}\",\"filled\":{},\"order\":{}}}\n",
                          options.dry_run, row.client_order_id, filled, change_json(row));
    }
    fmt::print("order   {} of {}: {}, state {}\n", row.client_order_id, row.account,
               order_text(row), events::name_of(row.state));
    if (options.dry_run) fmt::print("dry run: it would be resolved, {} filled\n", filled);
    if (!options.dry_run && filled == 0) {
        fmt::print("over: the square-off plans what is left anew where its command goes on\n");
    }
    if (!options.dry_run && filled > 0) {
        fmt::print("{} count against the position until the books show them; the rest is free\n",
                   filled);
    }
}

Result<operators::Consent> ask(const Connection& connection, const Exit& row,
                               const ResolveOptions& options, int64_t filled,
                               const audit::Person& who) {
    return consent_to(connection, act_of(row, filled, options.reason), who, options.break_glass);
}

}  // namespace

int resolve_in_doubt(const ResolveOptions& options) {
    if (options.filled.has_value() == options.dead) {
        return wrong_use(kInDoubtResolve, "filled: give either --filled N or --dead");
    }
    if (options.filled.value_or(1) < 1) {
        return wrong_use(kInDoubtResolve, "filled: must be at least 1; of nothing: --dead");
    }
    const int64_t filled = options.filled.value_or(0);
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kInDoubtResolve, opened.error());
    const Connection& connection = opened.value();
    db::Session& session = *connection.session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kInDoubtResolve, who.error());
    const auto found = find(session, options.id);
    if (!found.ok()) return failed(kInDoubtResolve, found.error());
    const auto& [row, in_books, now_us] = found.value();
    const std::string problem = resolve_problem(row, in_books, filled, now_us);
    if (!problem.empty()) return failed(kInDoubtResolve, problem);
    if (options.dry_run) {
        print(row, options, filled);
        tell_two_persons(connection, options.break_glass, options.json);
        return kDone;
    }
    if (const Status still = require_still(session, row); !still.ok()) {
        return failed(kInDoubtResolve, still.error());
    }
    const auto consent = ask(connection, row, options, filled, who.value());
    if (!consent.ok()) return failed(kInDoubtResolve, consent.error());
    if (!consent.value().given) return tell_asked(kInDoubtResolve, consent.value(), options.json);
    const Status done = write(connection, row, {options, filled, who.value(), consent.value()});
    if (!done.ok()) return failed(kInDoubtResolve, done.error());
    const auto after = find(session, options.id);
    if (!after.ok()) return failed(kInDoubtResolve, after.error());
    print(after.value().row, options, filled);
    return kDone;
}

}  // namespace ctl
