#include <algorithm>
#include <iterator>
#include <map>

#include "common/account/read_view.h"
#include "common/db/columns.h"
#include "common/notices/insert.h"
#include "consumers/squareoff/cutoff_outcome.h"
#include "consumers/squareoff/store.h"
#include "consumers/squareoff/who_is_told.h"

namespace squareoff {

using base::Result;
using base::Status;
using base::Unit;
using db::Columns;

namespace {

ToTell to_tell_of(const db::Row& row) {
    Columns columns{row};
    ToTell one;
    one.last.day = columns.as<uint32_t>();
    one.last.market.exchange = columns.choice<events::Exchange>();
    one.last.market.segment = columns.choice<events::Segment>();
    one.last.market.product = columns.choice<events::Product>();
    one.last.account = columns.text();
    one.last.number = columns.as<uint32_t>();
    one.told = columns.as<uint32_t>();
    return one;
}

bool is_of(const CommandState& state, const ToTell& one) {
    const events::Command& command = state.command;
    const uint32_t number = number_of_attempt(command.id);
    return command.account == one.last.account && command.exchange == one.last.market.exchange &&
           command.segment == one.last.market.segment &&
           command.product == one.last.market.product && number > one.told &&
           number <= one.last.number;
}

std::vector<CommandState> attempts_of(const std::vector<CommandState>& states, const ToTell& one) {
    std::vector<CommandState> attempts;
    std::ranges::copy_if(states, std::back_inserter(attempts),
                         [&](const CommandState& state) { return is_of(state, one); });
    std::ranges::sort(attempts, {}, [](const CommandState& state) {
        return number_of_attempt(state.command.id);
    });
    return attempts;
}

std::vector<std::string> accounts_of(const std::vector<ToTell>& all) {
    std::vector<std::string> names;
    for (const ToTell& one : all) names.push_back(one.last.account);
    std::ranges::sort(names);
    const auto same = std::ranges::unique(names);
    names.erase(same.begin(), same.end());
    return names;
}

}  // namespace

Result<size_t> Store::tell_cutoffs(uint32_t day, const Timed& look, size_t most) {
    if (look.more) return size_t{0};
    // Mostly there are none, and nobody is kept waiting for that.
    const std::string which = select_to_tell(look.due, day, context_.partition, most);
    const auto any = session_.query(which);
    if (!any.ok()) return any.error();
    if (any.value().empty()) return size_t{0};
    if (const Status begun = session_.begin_snapshot(); !begun.ok()) return begun.error();
    auto told = tell_in_transaction(which);
    if (!told.ok()) {
        session_.rollback();
        return told;
    }
    if (const Status done = session_.commit(); !done.ok()) {
        session_.close();
        return base::Error{base::Errc::Retryable, done.error().what};
    }
    return told;
}

// With the partition's lock nobody begins another attempt meanwhile.
Result<size_t> Store::tell_in_transaction(const std::string& which) {
    if (Status done = lock_partition(); !done.ok()) return done.error();
    Surroundings now;
    if (Status done = read_site(now); !done.ok()) return done.error();
    const auto rows = session_.query(which);
    if (!rows.ok()) return rows.error();
    std::map<uint32_t, std::vector<ToTell>> by_day;
    for (const db::Row& row : rows.value()) {
        ToTell one = to_tell_of(row);
        by_day[one.last.day].push_back(std::move(one));
    }
    for (const auto& [of_day, all] : by_day) {
        if (Status done = tell_of_day(of_day, all, now); !done.ok()) return done.error();
    }
    return rows.value().size();
}

Status Store::tell_of_day(uint32_t day, const std::vector<ToTell>& all, Surroundings now) {
    const std::vector<std::string> names = accounts_of(all);
    const auto day_is = day == now.day ? account::DayIs::Open : account::DayIs::Past;
    const auto views = account::read_views(session_, names, day, day_is);
    if (!views.ok()) return views.error();
    const auto states = read_attempts(names, day);
    if (!states.ok()) return states.error();
    auto keys = account::instruments_of(views.value());
    for (const CommandState& state : states.value()) {
        for (const CommandRow& row : state.rows) keys.insert(row.key.instrument);
    }
    const auto instruments = account::read_instruments(session_, keys, day);
    if (!instruments.ok()) return instruments.error();
    now.instruments = &instruments.value();
    std::vector<notices::Notice> notices;
    for (const ToTell& one : all) {
        const auto attempts = attempts_of(states.value(), one);
        const auto view =
            std::ranges::find(views.value(), one.last.account, &account::View::account);
        if (!attempts.empty() && view != views.value().end()) {
            std::ranges::move(result_notices(outcome_of(attempts), *view, now, context_.notices),
                              std::back_inserter(notices));
        }
        const auto noted = session_.execute(note_told(one.last));
        if (!noted.ok()) return noted.error();
    }
    return notices::insert(session_, notices);
}

Result<std::vector<CommandState>> Store::read_attempts(const std::vector<std::string>& accounts,
                                                       uint32_t day) {
    const auto rows = session_.query(select_attempts_of(accounts, day));
    if (!rows.ok()) return rows.error();
    std::vector<CommandState> states;
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        CommandState state;
        state.body = columns.text();
        auto command = events::decode_command(state.body);
        if (!command.ok() || !is_timed(command.value())) continue;
        state.command = std::move(command).value();
        state.phase = columns.choice<CommandPhase>();
        state.reason = columns.text();
        state.accepted_us = columns.integer();
        state.ended_us = columns.integer();
        states.push_back(std::move(state));
    }
    std::map<std::string, CommandState*> by_id;
    for (CommandState& state : states) by_id[state.command.id] = &state;
    if (const Status done = read_rows(by_id); !done.ok()) return done.error();
    return states;
}

}  // namespace squareoff
