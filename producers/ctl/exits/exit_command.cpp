#include "producers/ctl/exits/exit_command.h"

#include <fmt/core.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/site/site_store.h"
#include "producers/ctl/accounts/books.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/exits/command_message.h"
#include "producers/ctl/exits/command_status.h"
#include "producers/ctl/exits/preview_text.h"
#include "producers/ctl/publish.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using events::Command;

namespace {

constexpr int64_t kConfirmMs = 10'000;

// Any good surroundings: to see what is wrong with the words alone, before anything is opened.
std::string typing_mistake(const ExitOptions& options) {
    if (options.day && !events::is_trading_day(*options.day)) {
        return "day: must be a date yyyymmdd of 2000 to 2099";
    }
    const auto command =
        command_of(options.request, {login_name(), 20260803, 1, base::wall_now().us, 1});
    return command.ok() ? std::string{} : command.error().what;
}

struct Prepared {
    Command command;
    std::string not_now;  // empty, or why the site takes no command
};

Result<Prepared> prepare(const ExitOptions& options, db::Session& session) {
    const Request& request = options.request;
    const auto state = site::read(session);
    if (!state.ok()) return state.error();
    if (const auto known = check_account(session, request.account); !known.ok()) {
        return known.error();
    }
    const auto day = trading_day(session, request.account, options.day);
    if (!day.ok()) return day.error();
    const int64_t epoch = std::max<int64_t>(1, state.value().epoch);
    auto command =
        command_of(request, {login_name(), day.value(), epoch, base::wall_now().us, getpid()});
    if (!command.ok()) return command.error();
    return Prepared{std::move(command).value(), refusal(state.value(), request.epoch)};
}

int rehearse(const ExitOptions& options, db::Session& session, const Prepared& prepared) {
    const Command& command = prepared.command;
    const auto books = read_books(session, command.account, command.day);
    if (!books.ok()) return failed(options.name, books.error());
    const auto rows =
        preview(command, books.value().view, books.value().instruments, books.value().protections);
    fmt::print("{}", options.json ? preview_json(command, rows, prepared.not_now) + "\n"
                                  : preview_table(command, rows, prepared.not_now));
    return kDone;
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

int report_waiting(const ExitOptions& options, const Command& command) {
    if (options.json) {
        events::JsonText json;
        json.open_object();
        json.text("id", command.id);
        json.text("account", command.account);
        json.text("state", "published");
        json.close_object();
        fmt::print("{}\n", json.take());
        return kDone;
    }
    fmt::print(
        "command {}: published, not taken up within {} s; later: backstopctl command show {}\n",
        command.id, options.wait_s, command.id);
    return kDone;
}

int report(const ExitOptions& options, const CommandStatus& status) {
    fmt::print("{}", options.json ? json_of(status) + "\n" : table_of(status, false));
    if (status.ended_us == 0 && !options.json) {
        fmt::print("\ngoes on; later: backstopctl command show {}\n", status.id);
    }
    return has_failed(status) ? kFailed : kDone;
}

int publish_and_follow(const ExitOptions& options, const Connection& connection,
                       const Command& command) {
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
    return status.value() ? report(options, *status.value()) : report_waiting(options, command);
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
    const auto prepared = prepare(options, session);
    if (!prepared.ok()) return failed(options.name, prepared.error());
    if (options.dry_run) return rehearse(options, session, prepared.value());
    if (!prepared.value().not_now.empty()) return failed(options.name, prepared.value().not_now);
    return publish_and_follow(options, connection.value(), prepared.value().command);
}

}  // namespace ctl
