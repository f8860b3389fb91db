#include "producers/ctl/exits/exit_command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "common/account/known_account.h"
#include "common/audit/audit.h"
#include "common/base/clock.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/site/day_store.h"
#include "common/site/site_store.h"
#include "producers/ctl/accounts/books.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/exits/command_message.h"
#include "producers/ctl/exits/command_status.h"
#include "producers/ctl/exits/preview_text.h"
#include "producers/ctl/exits/unread_commands.h"
#include "producers/ctl/limits.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/table.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using events::Command;

namespace {

// Any good surroundings: to see what is wrong with the words alone, before anything is opened.
std::string typing_mistake(const ExitOptions& options) {
    if (options.day && !events::is_trading_day(*options.day)) {
        return "day: must be a date yyyymmdd of 2000 to 2099";
    }
    Request request = options.request;
    if (const std::string problem = naming_problem(request); !problem.empty()) return problem;
    stand_in(request);
    if (request.one_position) {  // what was left out is read from the books later
        if (request.exchange.empty()) request.exchange = "NSE";
        if (request.segment.empty()) request.segment = "FO";
    }
    const auto command =
        command_of(request, {audit::person_here("").name, 20260803, 1, base::wall_now().us, 1});
    return command.ok() ? std::string{} : command.error().what;
}

struct Prepared {
    Command command;
    audit::Person who;
    std::string not_now;  // empty, or why the site takes no command
    AccountBooks books;
};

// Nobody is told that he holds nothing because another day than his is open.
base::Status held_on_another_day(db::Session& session, const Request& request, uint32_t day,
                                 const account::View& view) {
    const auto is_open = [](const account::Position& one) { return one.net != 0; };
    const bool exits = request.action == events::CommandAction::Exit;
    if (!exits || std::ranges::any_of(view.positions, is_open)) return base::Unit{};
    const auto rows = session.query(
        "SELECT DISTINCT day FROM positions WHERE account=" + db::literal(request.account) +
        " AND day<>" + std::to_string(day) +
        " AND day NOT IN (SELECT from_day FROM days_carried WHERE carried_us<>0)"
        " AND open_quantity+buy_quantity<>sell_quantity ORDER BY day");
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return base::Unit{};
    const std::string its = db::Columns{rows.value().back()}.text();
    return base::Error{base::Errc::Invalid, "day: " + request.account + " holds nothing on " +
                                                std::to_string(day) + ", the open day; on " + its +
                                                " it has open positions (positions --day " + its +
                                                ")"};
}

Result<Prepared> prepare(const ExitOptions& options, const Connection& connection) {
    db::Session& session = *connection.session;
    Request request = options.request;
    auto who = acting(session, request.by);
    if (!who.ok()) return who.error();
    request.by = who.value().name;
    const auto state = site::read(session);
    if (!state.ok()) return state.error();
    if (const auto known = account::check_account(session, request.account); !known.ok()) {
        return known.error();
    }
    const auto day = trading_day(session, options.day);
    if (!day.ok()) return day.error();
    const auto open = site::read_day(session);
    if (!open.ok()) return open.error();
    auto books = read_books(session, request.account, day.value(), connection.partitions);
    if (!books.ok()) return books.error();
    // An exit is of what is held; a cancel may be of anything.
    const account::View* holder =
        request.action == events::CommandAction::Exit ? &books.value().view : nullptr;
    if (const auto named = name_instrument(request, session, holder); !named.ok()) {
        return named.error();
    }
    if (const auto complete = complete_market(request, books.value().view); !complete.ok()) {
        return complete.error();
    }
    const auto elsewhere = held_on_another_day(session, request, day.value(), books.value().view);
    if (!elsewhere.ok()) return elsewhere.error();
    const int64_t epoch = std::max<int64_t>(1, state.value().epoch);
    auto command =
        command_of(request, {request.by, day.value(), epoch, base::wall_now().us, getpid()});
    if (!command.ok()) return command.error();
    return Prepared{std::move(command).value(), std::move(who).value(),
                    refusal(state.value(), open.value(), request.epoch, base::wall_now().us),
                    std::move(books).value()};
}

// Before it is published, so that what was asked for is known whatever becomes of it. The evidence
// is what somebody has typed: it stands where such texts are masked.
base::Status note(const ExitOptions& options, const Prepared& prepared, db::Session& session) {
    Command command = prepared.command;
    const std::string evidence =
        command.evidence.empty() ? "" : ", evidence " + std::exchange(command.evidence, "");
    return audit::record(session, base::wall_now().us, prepared.who, options.name,
                         command.id + " of " + command.account + ", asked for" + evidence,
                         {"", events::encode(command)});
}

int rehearse(const ExitOptions& options, const Prepared& prepared) {
    const Command& command = prepared.command;
    const AccountBooks& books = prepared.books;
    const Preview shown = preview(command, books.view, books.instruments, books.protections,
                                  books.state, books.unreached);
    fmt::print("{}", options.json ? preview_json(command, shown, prepared.not_now) + "\n"
                                  : preview_table(command, shown, prepared.not_now));
    // As the real one would end.
    const bool refused = !shown.refusal.empty() || !prepared.not_now.empty();
    return refused || would_leave_some(shown) ? kFailed : kDone;
}

// What the database knows after the wait; nullopt: the square-off has not taken the command up.
Result<std::optional<CommandStatus>> follow(db::Session& session, const std::string& id,
                                            int64_t wait_ms) {
    Result<std::optional<CommandStatus>> last{std::optional<CommandStatus>{}};
    wait_until(
        [&] {
            last = read_status(session, id);
            return !last.ok() || (last.value() && last.value()->ended_us != 0);
        },
        wait_ms);
    return last;
}

int report_waiting(const ExitOptions& options, const Connection& connection,
                   const Command& command) {
    const UnreadCommands unread = look_for_unread(connection, command.account);
    const int code = options.wait_s == 0 ? kDone : kFailed;
    if (options.json) {
        events::JsonText json;
        json.open_object();
        json.text("id", command.id);
        json.text("account", command.account);
        json.text("state", "published");
        write_unread(json, unread.queues);
        json.close_object();
        fmt::print("{}\n", json.take());
        return code;
    }
    fmt::print(
        "command {}: published, not taken up within {} s; later: backstopctl commands show {}\n",
        command.id, options.wait_s, command.id);
    fmt::print("{}", unread_line(unread));
    return code;
}

// An id that stands for another instruction is not answered with what became of that one.
int refuse_id(const ExitOptions& options, const Command& command, const std::string& field) {
    return failed(options.name, "id: " + command.id + " was used for another instruction, with " +
                                    "another " + field + "; nothing was done");
}

int report(const ExitOptions& options, const Command& command, const CommandStatus& status) {
    const std::string field = other_instruction(status, command);
    if (!field.empty()) return refuse_id(options, command, field);
    fmt::print("{}", options.json ? json_of(status) + "\n" : table_of(status, false));
    if (status.ended_us == 0 && !options.json) {
        fmt::print(
            "\ngoes on until {} at the latest (--expires-s); later: backstopctl commands show {}\n",
            india_time(status.expires_us), status.id);
    }
    const bool only_published = status.ended_us == 0 && options.wait_s == 0;
    return only_published || outcome_of(status) == Outcome::Done ? kDone : kFailed;
}

int publish_and_follow(const ExitOptions& options, const Connection& connection,
                       const Command& command) {
    say_when_stopped("command " + command.id +
                     " is on its way and goes on; later: backstopctl commands show " + command.id);
    const auto published = publish_confirmed(
        connection.link, {message_of(command, connection.partitions)}, kConfirmMs);
    if (!published.ok()) {
        return failed(options.name, published.error().what + "; again with --id " + command.id +
                                        " is safe: nothing is done twice");
    }
    const auto status = follow(*connection.session, command.id, options.wait_s * 1000);
    if (!status.ok()) {
        return failed(options.name,
                      "command " + command.id + " is published, but: " + status.error().what);
    }
    return status.value() ? report(options, command, *status.value())
                          : report_waiting(options, connection, command);
}

}  // namespace

int send_command(const ExitOptions& options) {
    if (const std::string mistake = typing_mistake(options); !mistake.empty()) {
        return wrong_use(options.name, mistake);
    }
    const auto connection =
        connect(options.config, options.dry_run ? Use::Database : Use::DatabaseAndBroker);
    if (!connection.ok()) return failed(options.name, connection.error());
    db::Session& session = *connection.value().session;
    const auto prepared = prepare(options, connection.value());
    if (!prepared.ok()) return failed(options.name, prepared.error());
    if (options.dry_run) return rehearse(options, prepared.value());
    if (!prepared.value().not_now.empty()) return failed(options.name, prepared.value().not_now);
    const Command& command = prepared.value().command;
    const auto earlier = read_status(session, command.id);
    if (!earlier.ok()) return failed(options.name, earlier.error());
    if (earlier.value()) {
        const std::string field = other_instruction(*earlier.value(), command);
        if (!field.empty()) return refuse_id(options, command, field);
    }
    const auto noted = note(options, prepared.value(), session);
    if (!noted.ok()) return failed(options.name, noted.error());
    return publish_and_follow(options, connection.value(), command);
}

}  // namespace ctl
