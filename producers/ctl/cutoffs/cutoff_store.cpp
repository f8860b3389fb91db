#include "producers/ctl/cutoffs/cutoff_store.h"

#include <fmt/core.h>

#include "common/audit/audit.h"
#include "common/base/exchange_clock.h"
#include "common/cutoffs/store.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/site/words.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using cutoffs::Hours;
using cutoffs::Market;
using db::literal;

namespace {

std::string of_cutoff_market(const Market& market) {
    return fmt::format(
        "exchange={} AND segment={} AND product={}", literal(events::name_of(market.exchange)),
        literal(events::name_of(market.segment)), literal(events::name_of(market.product)));
}

std::string cutoff_rows(const CutoffWish& wish) {
    const std::string market = of_cutoff_market(wish.market);
    return wish.day ? fmt::format("cutoff_days WHERE day={} AND {}", *wish.day, market)
                    : "cutoffs WHERE " + market;
}

std::string cutoff_json(const std::vector<Hours>& all) {
    return R"({"sessions":")" + text_of(all) + R"("})";
}

Status known_market(db::Session& session, const Market& market) {
    const std::string which = of_cutoff_market(market);
    const auto rows = session.query(fmt::format(
        "SELECT EXISTS(SELECT 1 FROM cutoffs WHERE {0}) OR EXISTS(SELECT 1 FROM instruments WHERE "
        "exchange={1} AND segment={2})",
        which, literal(events::name_of(market.exchange)),
        literal(events::name_of(market.segment))));
    if (!rows.ok()) return rows.error();
    if (db::Columns{rows.value().at(0)}.flag()) return Unit{};
    return Error{Errc::Invalid,
                 fmt::format("segment: {} has no {}: no instrument, no cut-off",
                             events::name_of(market.exchange), events::name_of(market.segment))};
}

Result<std::vector<Hours>> read_hours(db::Session& session, const CutoffWish& wish) {
    const auto rows = session.query("SELECT at_s,closes_s FROM " + cutoff_rows(wish) +
                                    " ORDER BY at_s FOR UPDATE");
    if (!rows.ok()) return rows.error();
    std::vector<Hours> all;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        const int64_t at_s = columns.integer();
        all.push_back({at_s, columns.integer()});
    }
    return all;
}

Status write_hours(db::Session& session, const CutoffWish& wish, const std::vector<Hours>& after) {
    const auto gone = session.execute("DELETE FROM " + cutoff_rows(wish));
    if (!gone.ok()) return gone.error();
    for (const Hours& hours : after) {
        const std::string market =
            fmt::format("{},{},{}", literal(events::name_of(wish.market.exchange)),
                        literal(events::name_of(wish.market.segment)),
                        literal(events::name_of(wish.market.product)));
        const std::string into =
            wish.day ? fmt::format(
                           "cutoff_days (day,exchange,segment,product,at_s,closes_s) "
                           "VALUES ({},{}",
                           *wish.day, market)
                     : "cutoffs (exchange,segment,product,at_s,closes_s) VALUES (" + market;
        const auto done =
            session.execute(fmt::format("INSERT INTO {},{},{})", into, hours.at_s, hours.closes_s));
        if (!done.ok()) return done.error();
    }
    return Unit{};
}

Status not_over(db::Session& session, const CutoffWish& wish) {
    const auto moment = cutoffs::read_moment(session, base::kExchangeOffsetS);
    if (!moment.ok()) return moment.error();
    // A recorded day may be open long after its date.
    const auto& [now, day] = std::pair{moment.value(), wish.day.value_or(0)};
    if (!wish.day || day >= now.clock_day || day == now.day) return Unit{};
    return Error{Errc::Invalid, fmt::format("day: {} is over", day)};
}

// Whether the site is ACTIVE is not asked: it may be in a moment.
Status tell_effect(db::Session& session, cutoffs::Moment moment, const CutoffWish& wish,
                   CutoffChange& change) {
    moment.site_is_active = moment.confirmed = true;
    if (!cutoffs::why_not(moment).empty()) return Unit{};
    auto lines = cutoffs::read_lines(session, moment.day);
    if (!lines.ok()) return lines.error();
    change.effect = effect_of(std::move(lines).value(), wish, moment.day, moment.second_of_day);
    if (!change.effect.is_due) return Unit{};
    const auto counts = count_cutoffs(session, moment.day);
    if (!counts.ok()) return counts.error();
    const auto found = counts.value().find(wish.market);
    if (found != counts.value().end()) change.hit = found->second;
    return Unit{};
}

}  // namespace

Result<CutoffChange> change_cutoff(db::Session& session, const CutoffWish& wish,
                                   const CutoffAct& act) {
    if (const Status said = site::check_words(act.who.name, act.why); !said.ok()) {
        return said.error();
    }
    if (const Status known = known_market(session, wish.market); !known.ok()) return known.error();
    if (const Status open = not_over(session, wish); !open.ok()) return open.error();
    CutoffChange change;
    const Status done = in_transaction(session, [&]() -> Status {
        auto before = read_hours(session, wish);
        if (!before.ok()) return before.error();
        change = {std::move(before).value(), rows_after(wish), {}, {}};
        const auto moment = cutoffs::read_moment(session, base::kExchangeOffsetS);
        if (!moment.ok()) return moment.error();
        if (Status told = tell_effect(session, moment.value(), wish, change); !told.ok())
            return told;
        if (act.dry_run || change.before == change.after) return Unit{};
        if (change.effect.becomes_due && !act.consent.given) {
            return Error{Errc::Invalid, "session: it has become due meanwhile: give it again"};
        }
        if (Status written = write_hours(session, wish, change.after); !written.ok())
            return written;
        const std::string of = wish.day ? " on " + std::to_string(*wish.day) : "";
        Status noted = audit::record(session, moment.value().now_us, act.who, "cutoff set",
                                     name_of(wish.market) + of + ": " + text_of(change.before) +
                                         " to " + text_of(change.after) + ": " + act.why,
                                     {cutoff_json(change.before), cutoff_json(change.after)});
        if (!noted.ok()) return noted;
        return operators::finish(session, act.consent, act.who, moment.value().now_us);
    });
    if (!done.ok()) return done.error();
    return change;
}

Result<cutoffs::Moment> confirm_cutoffs(db::Session& session, const CutoffAct& act) {
    if (const Status said = site::check_words(act.who.name, act.why); !said.ok()) {
        return said.error();
    }
    cutoffs::Moment confirmed;
    const Status done = in_transaction(session, [&]() -> Status {
        // Nobody activates or opens another day meanwhile.
        const auto locked = session.query("SELECT one FROM site_state FOR UPDATE");
        if (!locked.ok()) return locked.error();
        const auto moment = cutoffs::read_moment(session, base::kExchangeOffsetS);
        if (!moment.ok()) return moment.error();
        confirmed = moment.value();
        if (!cutoffs::is_unconfirmed(confirmed)) {
            const std::string why = cutoffs::why_not(confirmed);
            return Error{
                Errc::Invalid,
                why.empty() ? "site: nothing is to be confirmed, its cut-offs are done" : why};
        }
        if (act.dry_run) return Unit{};
        const auto noted = session.execute(
            fmt::format("INSERT INTO cutoff_confirmations (day,epoch,at_us,by_whom,reason) VALUES "
                        "({},{},{},{},{})",
                        confirmed.day, confirmed.epoch, confirmed.now_us, literal(act.who.name),
                        literal(act.why)));
        if (!noted.ok()) return noted.error();
        return audit::record(
            session, confirmed.now_us, act.who, "cutoff confirm",
            fmt::format("{} under epoch {}: {}", confirmed.day, confirmed.epoch, act.why));
    });
    if (!done.ok()) return done.error();
    confirmed.confirmed = !act.dry_run;
    return confirmed;
}

Result<std::map<Market, CutoffCount>> count_cutoffs(db::Session& session, uint32_t day) {
    const auto rows = session.query(fmt::format(
        "SELECT exchange+0,segment+0,product+0,COUNT(*),COUNT(DISTINCT account),0,0 FROM positions "
        "WHERE day={0} AND product={1} AND {2} GROUP BY "
        "exchange,segment,product UNION ALL "
        "SELECT a.exchange+0,a.segment+0,a.product+0,0,0,COUNT(*),COALESCE(SUM(c.ended_us=0),0) "
        "FROM cutoff_accounts a LEFT JOIN commands c ON c.id=a.command_id WHERE a.day={0} GROUP BY "
        "a.exchange,a.segment,a.product",
        day, literal(events::name_of(cutoffs::kIntraday)), cutoffs::kIsOpenSql));
    if (!rows.ok()) return rows.error();
    std::map<Market, CutoffCount> counts;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        Market market;
        market.exchange = columns.choice<events::Exchange>();
        market.segment = columns.choice<events::Segment>();
        market.product = columns.choice<events::Product>();
        CutoffCount& count = counts[market];
        for (int64_t* number :
             {&count.positions, &count.accounts, &count.tried, &count.under_way}) {
            *number += columns.integer();
        }
    }
    return counts;
}

Result<std::vector<std::string>> open_accounts(db::Session& session, const Market& market,
                                               uint32_t day, size_t most) {
    const auto rows = session.query(
        fmt::format("SELECT DISTINCT account FROM positions WHERE day={} AND {} AND {} ORDER BY "
                    "account LIMIT {}",
                    day, of_cutoff_market(market), cutoffs::kIsOpenSql, most));
    if (!rows.ok()) return rows.error();
    std::vector<std::string> names;
    for (const db::Row& row : rows.value()) names.push_back(db::Columns{row}.text());
    return names;
}

}  // namespace ctl
