#include "producers/ctl/exits/mass_exit_reach.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/instruments/as_of.h"
#include "producers/ctl/exits/mass_exit_store.h"
#include "producers/ctl/exits/mass_exit_text.h"
#include "producers/ctl/table.h"

namespace ctl {

using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

constexpr const char* kNet = "(p.open_quantity+p.buy_quantity-p.sell_quantity)";
// As the square-off reads it: the exchange's last price goes before that of the morning's file, and
// what the number stood for before has none, since both are its new owner's.
constexpr const char* kPrice = "IF(f.token IS NULL,COALESCE(q.last,i.last_price,0),0)";

template <class Enum>
std::string equals(const char* column, const std::optional<Enum>& wanted) {
    return wanted ? " AND p." + std::string{column} + "=" + literal(events::name_of(*wanted)) : "";
}

std::string selected_by(const events::Command& command) {
    std::string where = std::string{kNet} + "<>0 AND p.day=" + std::to_string(command.day);
    where += equals("exchange", command.exchange) + equals("segment", command.segment) +
             equals("product", command.product);
    if (command.token) where += " AND p.token=" + std::to_string(*command.token);
    if (command.side) {
        where += std::string{" AND "} + kNet + (*command.side == events::Side::Buy ? ">0" : "<0");
    }
    return where;
}

Status add_positions(db::Session& session, const events::Command& command,
                     const std::vector<std::string>& accounts, MassReach& reach) {
    const auto rows = session.query(
        fmt::format("SELECT COUNT(*),COUNT(DISTINCT p.account),COALESCE(SUM(ABS({0})),0),"
                    "COALESCE(SUM(IF({1}>0,ABS({0})*{1},0)),0),COALESCE(SUM({1}<=0),0) "
                    "FROM positions p{2} LEFT JOIN prices q ON "
                    "q.exchange=p.exchange AND q.segment=p.segment AND q.token=p.token "
                    "WHERE p.account IN {3} AND {4}",
                    kNet, kPrice, instruments::join_as_of("p", std::to_string(command.day)),
                    db::text_list(accounts), selected_by(command)));
    if (!rows.ok()) return rows.error();
    db::Columns columns{rows.value().at(0)};
    for (int64_t* number :
         {&reach.positions, &reach.accounts, &reach.quantity, &reach.value, &reach.unpriced}) {
        *number += columns.integer();
    }
    return Unit{};
}

// Its commands' ids are "<mass id>:<account>"; ';' is the character behind ':'.
std::string of_mass(const char* column, const MassExit& mass) {
    return std::string{column} + ">=" + literal(mass.id + ":") + " AND " + column + "<" +
           literal(mass.id + ";");
}

Status add_outcome(db::Session& session, const MassExit& mass, MassReach& reach) {
    // As outcome_of says of one.
    const auto commands = session.query(
        "SELECT COUNT(*),COALESCE(SUM(ended_us=0),0),"
        "COALESCE(SUM(ended_us<>0 AND state='done' AND COALESCE(others,0)=0),0),"
        "COALESCE(SUM(ended_us<>0 AND state='done' AND others>0 AND some>0),0),"
        "COALESCE(SUM(ended_us<>0 AND state='done' AND others>0 AND some=0),0),"
        "COALESCE(SUM(state='refused'),0) FROM commands LEFT JOIN (SELECT command_id,"
        "SUM(state<>'done') AS others,SUM(state='done' OR done>0) AS some FROM command_rows "
        "WHERE " +
        of_mass("command_id", mass) + " GROUP BY command_id) AS parts ON command_id=id WHERE " +
        of_mass("id", mass));
    if (!commands.ok()) return commands.error();
    db::Columns counts{commands.value().at(0)};
    for (int64_t* number : {&reach.commands, &reach.open, &reach.done, &reach.partly,
                            &reach.nothing, &reach.refused}) {
        *number = counts.integer();
    }
    const auto exits = session.query(
        "SELECT COALESCE(SUM(asked),0),COALESCE(SUM(done),0) FROM command_rows WHERE "
        "action='exit' AND " +
        of_mass("command_id", mass));
    if (!exits.ok()) return exits.error();
    db::Columns sums{exits.value().at(0)};
    reach.asked = sums.integer();
    reach.exited = sums.integer();
    return Unit{};
}

}  // namespace

Result<MassReach> read_reach(db::Session& session, const MassExit& mass, int64_t now_us) {
    constexpr size_t kAtOnce = 1000;
    const auto filters = filters_of(mass);
    if (!filters.ok()) return filters.error();
    MassReach reach;
    for (size_t begin = 0; begin < mass.accounts.size(); begin += kAtOnce) {
        const auto first = mass.accounts.begin() + static_cast<ptrdiff_t>(begin);
        const size_t count = std::min(kAtOnce, mass.accounts.size() - begin);
        const Status added = add_positions(session, filters.value(),
                                           {first, first + static_cast<ptrdiff_t>(count)}, reach);
        if (!added.ok()) return added.error();
    }
    if (const Status added = add_outcome(session, mass, reach); !added.ok()) return added.error();
    auto shared = sharing_accounts(session, mass, now_us);
    if (!shared.ok()) return shared.error();
    reach.shared = std::move(shared).value();
    return reach;
}

std::string reach_text(const MassExit& mass, const MassReach& reach) {
    std::string text = mass_text(mass, false) + shared_text(reach.shared);
    text += "accounts:";
    for (const std::string& account : mass.accounts) text += " " + account;
    text += "\n";
    text += fmt::format(
        "books now: {} positions of {} accounts, quantity {}, {} rupees at last "
        "prices{}\n",
        reach.positions, reach.accounts, reach.quantity, rupees(reach.value),
        reach.unpriced == 0 ? "" : fmt::format(", without {} that have none", reach.unpriced));
    if (mass.state != MassState::Approved && mass.state != MassState::Published) return text;
    return text + fmt::format(
                      "outcome: {} of {} commands taken: {} done, {} in part, {} with nothing "
                      "done, {} refused, {} go on; {} of {} exited\n",
                      reach.commands, mass.accounts.size(), reach.done, reach.partly, reach.nothing,
                      reach.refused, reach.open, reach.exited, reach.asked);
}

std::string reach_json(const MassExit& mass, const MassReach& reach) {
    events::JsonText json;
    json.open_object();
    write_mass(json, mass);
    json.texts("names", mass.accounts);
    json.objects("shares_accounts_with", reach.shared,
                 [](events::JsonText& to, const SharedAccounts& one) {
                     to.text("id", one.id);
                     to.text("state", one.state);
                     to.integer("accounts", one.accounts);
                 });
    json.integer("positions", reach.positions);
    json.integer("accounts_with_positions", reach.accounts);
    json.integer("quantity", reach.quantity);
    json.price("value", reach.value);
    json.integer("unpriced", reach.unpriced);
    json.key("outcome");
    json.open_object();
    json.integer("commands", reach.commands);
    json.integer("done", reach.done);
    json.integer("partly", reach.partly);
    json.integer("nothing", reach.nothing);
    json.integer("refused", reach.refused);
    json.integer("open", reach.open);
    json.integer("asked", reach.asked);
    json.integer("exited", reach.exited);
    json.close_object();
    json.close_object();
    return json.take();
}

}  // namespace ctl
