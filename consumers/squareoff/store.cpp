#include "consumers/squareoff/store.h"

#include <algorithm>

#include "common/account/read_view.h"
#include "common/base/exchange_clock.h"
#include "common/db/columns.h"
#include "common/db/now.h"
#include "common/events/command_content.h"
#include "common/exits/rows.h"
#include "common/site/day_store.h"
#include "consumers/squareoff/accept.h"
#include "consumers/squareoff/cutoff_rules.h"
#include "consumers/squareoff/present.h"

namespace squareoff {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using db::Columns;

namespace {

CommandRow read_row(Columns& columns) {
    CommandRow row;
    row.number = columns.as<uint32_t>();
    row.action = columns.choice<events::CommandAction>();
    row.key.instrument.exchange = columns.choice<events::Exchange>();
    row.key.instrument.segment = columns.choice<events::Segment>();
    row.key.instrument.token = columns.as<uint32_t>();
    row.key.product = columns.choice<events::Product>();
    row.side = columns.choice<events::Side>();
    row.exchange_order_id = columns.text();
    row.asked = columns.integer();
    row.wanted = columns.integer();
    row.done = columns.integer();
    row.attempts = columns.as<uint32_t>();
    row.state = columns.choice<RowState>();
    row.reason = columns.text();
    return row;
}

}  // namespace

Store::Store(Context context) : context_{std::move(context)}, session_{context_.database} {}

Status Store::connect() {
    if (session_.connected()) return Unit{};
    if (Status done = session_.connect(); !done.ok()) return done;
    const auto row = session_.execute("INSERT IGNORE INTO squareoff_partitions (part) VALUES (" +
                                      std::to_string(context_.partition) + ")");
    if (!row.ok()) return row.error();
    for (const auto& [exchange, session] : context_.sessions) {
        const auto route = session_.execute(note_route(exchange, session));
        if (!route.ok()) return route.error();
    }
    auto protections = account::read_protections(session_);
    if (!protections.ok()) return protections.error();
    protections_ = std::move(protections).value();
    return Unit{};
}

Result<uint32_t> Store::read_day() {
    if (context_.day != 0) return context_.day;
    const auto day = site::read_day(session_);
    if (!day.ok()) return day.error();
    return day.value() ? day.value()->day : 0;
}

Result<Store::Places> Store::left_open(uint32_t day, const Places::value_type& after,
                                       size_t accounts_max) {
    const auto rows = session_.query(
        select_left_open(context_.partition, day, after.first, after.second, accounts_max));
    if (!rows.ok()) return rows.error();
    Places places;
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        const auto of_day = columns.as<uint32_t>();
        places.emplace_back(of_day, columns.text());
    }
    return places;
}

Result<std::vector<std::string>> Store::open_accounts(uint32_t day) {
    std::vector<std::string> sessions;
    for (const auto& [exchange, session] : context_.sessions) sessions.push_back(session);
    std::string sql = select_open_accounts(context_.partition, day);
    // Also where no command goes on: the books end an order only when somebody looks at them.
    if (!sessions.empty()) {
        sql += " UNION " +
               exits::select_accounts_with_open(sessions, context_.partition, context_.partitions);
    }
    const auto rows = session_.query(sql);
    if (!rows.ok()) return rows.error();
    std::vector<std::string> accounts;
    for (const db::Row& row : rows.value()) accounts.push_back(Columns{row}.text());
    return accounts;
}

Result<Outcome> Store::run(const Work& work) {
    if (const Status begun = session_.begin_snapshot(); !begun.ok()) return begun.error();
    auto outcome = in_transaction(work);
    if (!outcome.ok()) {
        session_.rollback();
        return outcome;
    }
    if (const Status done = session_.commit(); !done.ok()) {
        // Whether it happened is read from the rows next time: nothing is kept in memory.
        session_.close();
        return Error{Errc::Retryable, done.error().what};
    }
    return outcome;
}

Result<Outcome> Store::in_transaction(const Work& work) {
    Outcome outcome;
    Present present;
    if (Status done = lock_partition(); !done.ok()) return done.error();
    if (Status done = read_site(present.now); !done.ok()) return done.error();
    if (present.now.day != work.day) {
        return Error{Errc::Retryable, "day: another one has been opened"};
    }
    present.open_day = present.now.day;
    if (work.past_day != 0) {
        if (Status done = look_back(work.past_day, present.now); !done.ok()) return done.error();
    }
    if (work.now_us != 0) present.now.now_us = work.now_us;
    outcome.now_us = present.now.now_us;
    present.now.protections = &protections_;
    present.now.instruments = &present.instruments;
    present.now.session_of = [this](events::Exchange exchange) {
        const auto found = context_.sessions.find(exchange);
        return found == context_.sessions.end() ? std::string{} : found->second;
    };
    auto accounts = reached(work, outcome);
    if (!accounts.ok()) return accounts.error();
    const auto known = known_commands(work);
    if (!known.ok()) return known.error();
    if (Status done = read_accounts(accounts.value(), present); !done.ok()) {
        return done.error();
    }
    if (Status done = read_cutoffs(work, present); !done.ok()) return done.error();
    take_new(work, known.value(), present, outcome);
    if (Status done = write(work, present, outcome); !done.ok()) return done.error();
    return outcome;
}

Status Store::lock_partition() {
    const auto locked = session_.query("SELECT part FROM squareoff_partitions WHERE part=" +
                                       std::to_string(context_.partition) + " FOR UPDATE");
    if (!locked.ok()) return locked.error();
    return Unit{};
}

// The first plain SELECT: what the transaction sees is fixed here, with the lock held.
Status Store::read_site(Surroundings& now) {
    const std::string day = context_.day != 0
                                ? std::to_string(context_.day)
                                : "COALESCE(" + std::string{site::kOpenDaySql} + ",0)";
    const std::string ends = context_.day != 0 ? std::to_string(now.day_ends_us)
                                               : "COALESCE((SELECT ends_us FROM trading_day),0)";
    const auto rows = session_.query("SELECT state='ACTIVE',epoch," +
                                     account::books_sql(context_.partition, day) + "," +
                                     std::string{db::kNowUs} + "," + day + "," + ends + "," +
                                     account::unreached_sql() + " FROM site_state");
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return Error{Errc::Fatal, "site_state: the row is missing"};
    Columns columns{rows.value().front()};
    now.site_is_active = columns.flag();
    now.epoch = columns.integer();
    now.books = static_cast<account::Books>(columns.integer());
    now.now_us = columns.integer();
    now.day = columns.as<uint32_t>();
    now.day_ends_us = columns.integer();
    now.unreached = account::read_unreached(columns.text());
    return Unit{};
}

// What was true when the day was over, as far as it matters: nothing is sent any more.
Status Store::look_back(uint32_t day, Surroundings& now) {
    const auto rows = session_.query("SELECT COALESCE(MAX(ends_us),0) FROM days_opened WHERE day=" +
                                     std::to_string(day));
    if (!rows.ok()) return rows.error();
    now.day = day;
    now.day_is_past = true;
    now.day_ends_us = Columns{rows.value().front()}.integer();
    now.unreached.clear();
    return Unit{};
}

// Accounts whose news stand in the books, and those of new commands.
Result<std::vector<std::string>> Store::reached(const Work& work, Outcome& outcome) {
    Watermarks watermarks;
    const auto rows =
        session_.query("SELECT source,seq FROM watermarks WHERE day=" + std::to_string(work.day) +
                       " AND part=" + std::to_string(context_.partition));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        const std::string source = columns.text();
        watermarks[source] = columns.integer();
    }
    std::set<std::string> accounts;
    for (const Touch& touch : work.touched) {
        const auto found = watermarks.find(touch.source);
        const bool there =
            touch.source.empty() || (found != watermarks.end() && found->second >= touch.seq);
        if (there) {
            accounts.insert(touch.account);
        } else {
            outcome.not_yet.push_back(touch);
        }
    }
    for (const Arrived& arrived : work.commands) accounts.insert(arrived.command.account);
    outcome.seen = std::make_shared<const Watermarks>(std::move(watermarks));
    return std::vector<std::string>{accounts.begin(), accounts.end()};
}

Result<std::map<std::string, std::string>> Store::known_commands(const Work& work) {
    std::map<std::string, std::string> known;
    std::vector<std::string> ids;
    for (const Arrived& arrived : work.commands) ids.push_back(arrived.command.id);
    if (ids.empty()) return known;
    const auto rows = session_.query(select_commands(ids));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        std::string id = columns.text();
        known.emplace(std::move(id), columns.text());
    }
    return known;
}

Status Store::read_accounts(const std::vector<std::string>& accounts, Present& present) {
    if (accounts.empty()) return Unit{};
    const Surroundings& now = present.now;
    const auto day_is = now.day_is_past                 ? account::DayIs::Past
                        : now.day_ends_us <= now.now_us ? account::DayIs::Over
                                                        : account::DayIs::Open;
    auto views = account::read_views(session_, accounts, now.day, day_is);
    if (!views.ok()) return views.error();
    auto instruments =
        account::read_instruments(session_, account::instruments_of(views.value()), now.day);
    if (!instruments.ok()) return instruments.error();
    present.instruments = std::move(instruments).value();
    for (account::View& view : std::move(views).value()) {
        const std::string name = view.account;
        present.accounts[name].view = std::move(view);
    }
    if (Status done = read_told(present); !done.ok()) return done;
    return read_commands(accounts, present);
}

// Only where the fate of an order may hang on it.
Status Store::read_told(Present& present) {
    const Surroundings& now = present.now;
    uint32_t from = now.day;
    bool any = now.day_is_past || now.day_ends_us <= now.now_us;
    for (const auto& [name, account] : present.accounts) {
        for (const exits::Exit& own : account.view.own) {
            any = any || own.day != now.day;
            from = std::min(from, own.day);
        }
    }
    if (!any) return Unit{};
    auto told = account::read_told_times(session_, context_.partition, from, present.open_day,
                                         present.now.now_us);
    if (!told.ok()) return told.error();
    present.now.told = std::move(told).value();
    return Unit{};
}

Status Store::read_commands(const std::vector<std::string>& accounts, Present& present) {
    const auto rows = session_.query(select_open_commands(accounts, present.now.day));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        auto& commands = present.accounts[columns.text()].commands;
        CommandState state;
        std::string id = columns.text();
        state.body = columns.text();
        auto command = events::decode_command(state.body);
        if (!command.ok() && present.now.day_is_past) {
            present.illegible.push_back(std::move(id));
            continue;
        }
        if (!command.ok()) return Error{Errc::Fatal, "commands.body: " + command.error().what};
        state.command = std::move(command).value();
        state.phase = columns.choice<CommandPhase>();
        state.reason = columns.text();
        state.accepted_us = columns.integer();
        commands.push_back(std::move(state));
    }
    std::map<std::string, CommandState*> by_id;
    for (auto& [name, account] : present.accounts) {
        for (CommandState& state : account.commands) by_id[state.command.id] = &state;
    }
    return read_rows(by_id);
}

// The rows of these commands, each to its own.
Status Store::read_rows(const std::map<std::string, CommandState*>& by_id) {
    if (by_id.empty()) return Unit{};
    std::vector<std::string> ids;
    for (const auto& [id, state] : by_id) ids.push_back(id);
    const auto details = session_.query(select_rows(ids));
    if (!details.ok()) return details.error();
    for (const db::Row& row : details.value()) {
        Columns columns{row};
        CommandState& state = *by_id.at(columns.text());
        state.rows.push_back(read_row(columns));
    }
    return Unit{};
}

// A command whose id is known already has its answer in the database; so has the second of two in
// one transaction. What says something else under that id is no repeat.
void Store::take_new(const Work& work, std::map<std::string, std::string> known, Present& present,
                     Outcome& outcome) {
    for (const Arrived& arrived : work.commands) {
        const auto [first, is_new] = known.emplace(arrived.command.id, arrived.body);
        if (!is_new) {
            // A stored instruction that cannot be read is not known to be the same one.
            const auto before = events::decode_command(first->second);
            const std::string_view field =
                before.ok() ? events::different_field(before.value(), arrived.command) : "body";
            if (field.empty()) {
                ++outcome.repeats;
            } else {
                ++outcome.conflicts;
                present.conflicts.push_back({&arrived, std::string{field}});
            }
            continue;
        }
        if (arrived.attempt && !may_begin(arrived.command, arrived.attempt->number, present.now)) {
            continue;  // the clock finds it anew, where it is still meant
        }
        present.fresh.insert(arrived.command.id);
        if (arrived.attempt) present.attempts.push_back(*arrived.attempt);
        Account& account = present.accounts[arrived.command.account];
        account.commands.push_back(
            accept(arrived.command, arrived.body, account.view, present.now, context_.limits));
        const bool refused = account.commands.back().phase == CommandPhase::Refused;
        ++(refused ? outcome.refused : outcome.accepted);
    }
}

}  // namespace squareoff
