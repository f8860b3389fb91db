#include <algorithm>
#include <iterator>

#include "common/db/columns.h"
#include "common/exits/rows.h"
#include "common/exits/statements.h"
#include "common/log/log.h"
#include "common/notices/insert.h"
#include "consumers/squareoff/advance.h"
#include "consumers/squareoff/present.h"
#include "consumers/squareoff/who_is_told.h"

namespace squareoff {

using base::Errc;
using base::Error;
using base::Status;
using base::Unit;

namespace {

// A planned order that no gateway has taken for so long is named to it again: the message may be
// lost.
constexpr int64_t kNameAgainUs = 2'000'000;
size_t in_flight(const account::View& view) {
    return static_cast<size_t>(
        std::count_if(view.own.begin(), view.own.end(),
                      [](const exits::Exit& own) { return !is_final(own.state); }));
}

// As the tables can hold it; a body that they cannot is kept as `parked` alone.
std::string storable(const std::string& body) {
    constexpr size_t kBytesMax = 65'535;
    const bool fits = body.size() <= kBytesMax &&
                      std::ranges::all_of(body, [](char c) { return c >= ' ' && c <= '~'; });
    return fits ? body : std::string{};
}

// Of a reason that begins with it.
std::string field_of(const std::string& reason) {
    constexpr size_t kFieldMax = 32;
    return reason.substr(0, std::min(reason.find(':'), kFieldMax));
}

// In turn: who has least out comes first, so that one large account takes no room from others.
std::vector<std::pair<size_t, std::string>> by_orders_out(
    const std::map<std::string, Account>& accounts) {
    std::vector<std::pair<size_t, std::string>> turns;
    for (const auto& [name, account] : accounts) turns.emplace_back(in_flight(account.view), name);
    std::sort(turns.begin(), turns.end());
    return turns;
}

size_t tell(const std::vector<Surprise>& surprises) {
    for (const Surprise& one : surprises) {
        logging::error(one.what, {{"account", one.row.account},
                                  {"client_order_id", one.row.client_order_id},
                                  {"heard", one.row.heard},
                                  {"filled", one.row.filled},
                                  {"state", events::name_of(one.row.state)}});
    }
    return surprises.size();
}

}  // namespace

// Its own account's books will never have it.
Status Store::doubt(const std::vector<Stray>& strays, int64_t now_us, Outcome& outcome) {
    std::vector<std::string> ids;
    for (const Stray& stray : strays) ids.push_back(stray.row.client_order_id);
    if (ids.empty()) return Unit{};
    const auto moved =
        session_.execute(exits::doubt_rows(ids, "the books have it under another account", now_us));
    if (!moved.ok()) return moved.error();
    if (moved.value() == 0) return Unit{};
    outcome.surprises += moved.value();  // those that were in doubt have been told
    for (const Stray& stray : strays) {
        logging::error("the books have an order of ours under another account",
                       {{"account", stray.row.account},
                        {"client_order_id", stray.row.client_order_id},
                        {"booked_for", stray.booked_for}});
    }
    return Unit{};
}

Status Store::write_conflicts(const Present& present) {
    for (const Conflict& conflict : present.conflicts) {
        logging::warn("command refused: its id stands for another instruction",
                      {{"id", conflict.arrived->command.id}, {"field", conflict.field}});
        const auto done = session_.execute(insert_conflict(
            conflict.arrived->command, conflict.arrived->body, conflict.field, present.now.now_us));
        if (!done.ok()) return done.error();
    }
    return Unit{};
}

void Store::name_planned(const std::string& account, const account::View& view, int64_t now_us,
                         bool open, Outcome& outcome) {
    const auto named = named_us_.find(account);
    const bool again = named == named_us_.end() || named->second + kNameAgainUs <= now_us;
    bool any = false;
    for (const exits::Exit& own : view.own) {
        if (own.state != exits::State::Planned) continue;
        const bool late = own.planned_us + kNameAgainUs <= now_us;
        if (own.planned_us != now_us && !(late && again)) continue;
        any = any || late;
        outcome.to_send[own.session].push_back(own.client_order_id);
    }
    if (!open) {
        named_us_.erase(account);
    } else if (any) {
        named_us_[account] = now_us;
    }
}

Status Store::execute_all(const std::vector<std::string>& statements) {
    for (const std::string& sql : statements) {
        if (const auto done = session_.execute(sql); !done.ok()) return done.error();
    }
    return Unit{};
}

Status Store::write_attempts(const Present& present) {
    return execute_all(upsert_attempts(present.attempts, context_.partition));
}

Status Store::write(const Work& work, Present& present, Outcome& outcome) {
    std::vector<const CommandState*> fresh;
    std::vector<const CommandState*> commands;
    std::vector<exits::Exit> planned;
    std::vector<exits::Exit> ended;
    std::vector<std::string> withdrawn;
    std::vector<Stray> strays;
    std::vector<notices::Notice> told;
    const int64_t now_us = present.now.now_us;
    Limits limits = context_.limits;
    for (auto& [out, name] : by_orders_out(present.accounts)) {
        Account& account = present.accounts.at(name);
        Changes changes = advance(account, present.now, limits);
        limits.orders_in_look -= std::min(limits.orders_in_look, changes.planned.size());
        const auto look_us = next_look(account, changes, now_us);
        for (size_t i = 0; i < account.commands.size(); ++i) {
            const CommandState& state = account.commands[i];
            const bool touched = std::find(changes.touched.begin(), changes.touched.end(), i) !=
                                 changes.touched.end();
            if (present.fresh.count(state.command.id) > 0) {
                fresh.push_back(&state);
            } else if (touched) {
                commands.push_back(&state);
            }
            if (is_timed(state.command)) continue;
            std::ranges::move(result_notices(state, account.view, present.now, context_.notices),
                              std::back_inserter(told));
        }
        if (look_us) {
            outcome.open[name] = {*look_us, in_flight(account.view)};
        } else {
            outcome.finished.insert(name);
        }
        name_planned(name, account.view, now_us, look_us.has_value(), outcome);
        outcome.planned += changes.planned.size();
        planned.insert(planned.end(), changes.planned.begin(), changes.planned.end());
        ended.insert(ended.end(), changes.ended.begin(), changes.ended.end());
        outcome.surprises += tell(changes.surprises);
        for (const exits::Exit& stray : account.view.strays) strays.push_back({name, stray});
        withdrawn.insert(withdrawn.end(), changes.withdrawn.begin(), changes.withdrawn.end());
    }
    for (const db::Rows& rows :
         {insert_commands(fresh, context_.partition), upsert_commands(commands, context_.partition),
          upsert_rows(fresh), upsert_rows(commands), exits::insert_planned(planned),
          exits::update_by_books(ended)}) {
        if (Status done = session_.execute(rows); !done.ok()) return done;
    }
    if (Status done = write_attempts(present); !done.ok()) return done;
    if (Status done = execute_all(end_illegible(present.illegible, now_us)); !done.ok())
        return done;
    if (Status done = require_ends(ended); !done.ok()) return done;
    if (!withdrawn.empty()) {
        const auto done = session_.execute(exits::withdraw(withdrawn, now_us));
        if (!done.ok()) return done.error();
    }
    if (Status done = doubt(strays, now_us, outcome); !done.ok()) return done;
    if (Status done = notices::insert(session_, told); !done.ok()) return done;
    if (Status done = park(work.unreadable, now_us, outcome); !done.ok()) return done;
    return write_conflicts(present);
}

// Commands have been ended on these ends, and customers are told of them: where a gateway has heard
// more since the rows were read, all of it is read again.
Status Store::require_ends(const std::vector<exits::Exit>& moved) {
    std::vector<std::string> ids;
    for (const exits::Exit& row : moved) {
        if (row.ended_us != 0) ids.push_back(row.client_order_id);
    }
    if (ids.empty()) return Unit{};
    const auto rows = session_.query(exits::count_open(ids));
    if (!rows.ok()) return rows.error();
    db::Columns columns{rows.value().at(0)};
    if (columns.integer() == 0) return Unit{};
    return Error{Errc::Retryable, "exits: their gateway has heard more since they were read"};
}

// The reason begins with "command", by which who counts lost events leaves it out (common/verdict).
Status Store::park(const std::vector<Unreadable>& bodies, int64_t now_us, Outcome& outcome) {
    std::vector<events::Refusal> refusals(bodies.size());
    for (size_t i = 0; i < bodies.size(); ++i) {
        refusals[i].reason = "command: " + bodies[i].reason;
        refusals[i].text = bodies[i].body;
    }
    std::vector<const events::Refusal*> refused;
    for (const events::Refusal& refusal : refusals) refused.push_back(&refusal);
    const auto cut = books::park(session_, refused, context_.partition, context_.parked, now_us);
    if (!cut.ok()) return cut.error();
    outcome.parked_cut = cut.value();
    for (const Unreadable& one : bodies) {
        if (Status told = answer(one, now_us); !told.ok()) return told;
    }
    return Unit{};
}

// Whoever gave it asks by its id. What stands under that id already stays as it is, and is told as
// a conflict; the same body again is a repeat.
Status Store::answer(const Unreadable& refused, int64_t now_us) {
    const auto command = events::legible_command(refused.body);
    if (!command) return Unit{};
    const std::string body = storable(refused.body);
    const auto before = session_.query(select_body(command->id));
    if (!before.ok()) return before.error();
    std::string statement;
    if (before.value().empty()) {
        statement = insert_refused(*command, context_.partition, body, refused.reason, now_us);
    } else if (db::Columns{before.value().at(0)}.text() == body) {
        return Unit{};
    } else {
        statement = insert_conflict(*command, body, field_of(refused.reason), now_us);
    }
    const auto done = session_.execute(statement);
    if (!done.ok()) return done.error();
    return Unit{};
}

}  // namespace squareoff
