#include "producers/ctl/instruments/instrument_store.h"

#include "common/audit/audit.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

std::string name_of_key(const account::InstrumentKey& key) {
    return std::string{events::name_of(key.exchange)} + " " +
           std::string{events::name_of(key.segment)} + " " + std::to_string(key.token);
}

std::string where(const account::InstrumentKey& key) {
    return " WHERE exchange=" + literal(events::name_of(key.exchange)) +
           " AND segment=" + literal(events::name_of(key.segment)) +
           " AND token=" + std::to_string(key.token);
}

Status write(db::Session& session, const TermsChange& change, const ChangeOrder& order) {
    const Terms& after = change.after;
    const auto done =
        session.execute("UPDATE instruments SET band_low=" + std::to_string(after.band_low) +
                        ",band_high=" + std::to_string(after.band_high) +
                        ",freeze_quantity=" + std::to_string(after.freeze_quantity) +
                        ",lot=" + std::to_string(after.lot) +
                        ",tick=" + std::to_string(after.tick) + where(change.key));
    if (!done.ok()) return done.error();
    return audit::record(session, order.now_us, order.who, "instrument set",
                         name_of_key(change.key) + ": " + text_of(change.before) + " to " +
                             text_of(after) + ": " + order.why,
                         {json_of(change.before), json_of(after)});
}

Status change_line(db::Session& session, const ChangeOrder& order, const TermsLine& line,
                   std::vector<TermsChange>& changes) {
    const auto named = [&](const Error& error) {
        if (line.line == 0) return error;
        return Error{error.code, "line " + std::to_string(line.line) + ": " + error.what};
    };
    auto change = read_terms_of(session, line.key, true);
    if (!change.ok()) return named(change.error());
    TermsChange made = std::move(change).value();
    const auto after = changed(made.before, line.wish);
    if (!after.ok()) return named(after.error());
    made.after = after.value();
    changes.push_back(made);
    if (order.dry_run || made.before == made.after) return Unit{};
    return write(session, made, order);
}

}  // namespace

Result<TermsChange> read_terms_of(db::Session& session, const account::InstrumentKey& key,
                                  bool to_change) {
    const auto rows =
        session.query("SELECT symbol,band_low,band_high,freeze_quantity,lot,tick FROM instruments" +
                      where(key) + (to_change ? " FOR UPDATE" : ""));
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) {
        return Error{Errc::Invalid, "token: " + name_of_key(key) + " is unknown"};
    }
    db::Columns columns{rows.value().front()};
    TermsChange found;
    found.key = key;
    found.symbol = columns.text();
    for (int64_t* number : {&found.before.band_low, &found.before.band_high,
                            &found.before.freeze_quantity, &found.before.lot, &found.before.tick}) {
        *number = columns.integer();
    }
    found.after = found.before;
    return found;
}

Result<std::vector<TermsChange>> change_terms(db::Session& session, const ChangeOrder& order) {
    std::vector<TermsChange> changes;
    const Status done = in_transaction(session, [&]() -> Status {
        for (const TermsLine& line : order.lines) {
            Status one = change_line(session, order, line, changes);
            if (!one.ok()) return one;
        }
        return Unit{};
    });
    if (!done.ok()) return done.error();
    return changes;
}

}  // namespace ctl
