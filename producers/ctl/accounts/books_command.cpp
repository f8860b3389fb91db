#include "producers/ctl/accounts/books_command.h"

#include <fmt/core.h>

#include "common/account/known_account.h"
#include "common/base/clock.h"
#include "common/site/day_store.h"
#include "producers/ctl/accounts/books.h"
#include "producers/ctl/accounts/order_list.h"
#include "producers/ctl/accounts/position_list.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/doubts/in_doubt.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/exits/command_status.h"

namespace ctl {
namespace {

// The day whose books are shown, of an account that is known.
base::Result<uint32_t> day_of(db::Session& session, const BooksOptions& options) {
    if (const auto known = account::check_account(session, options.account); !known.ok()) {
        return known.error();
    }
    if (options.day) return trading_day(session, options.day);
    const auto open = site::read_day(session);
    if (!open.ok()) return open.error();
    if (!open.value()) return base::Error{base::Errc::Invalid, std::string{site::kNoDay}};
    // Nobody takes the last day's books for today's.
    const auto over = site::day_over(*open.value(), base::wall_now().us);
    if (over) fmt::print(stderr, "day: these are the books of {}\n", *over);
    return open.value()->day;
}

int show_in_doubt(const BooksOptions& options) {
    constexpr std::string_view kCommand = "orders";
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCommand, connection.error());
    db::Session& session = *connection.value().session;
    if (!options.account.empty()) {
        const auto known = account::check_account(session, options.account);
        if (!known.ok()) return failed(kCommand, known.error());
    }
    const auto rows = read_in_doubt(session, options.account);
    if (!rows.ok()) return failed(kCommand, rows.error());
    fmt::print("{}",
               options.json ? in_doubt_json(rows.value()) + "\n" : in_doubt_table(rows.value()));
    return kDone;
}

std::string no_orders(const BooksOptions& options, uint32_t day) {
    if (options.all) return fmt::format("no orders of {} on {}", options.account, day);
    return fmt::format("no working orders of {} on {}; --all shows those that have ended",
                       options.account, day);
}

std::string none_of(const CommandFilter& filter) {
    std::string text = "no commands";
    if (!filter.account.empty()) text += " of " + filter.account;
    if (!filter.outcome.empty()) text += " that are " + filter.outcome;
    return text;
}

// It may have been published and not been taken up.
int unknown_command(const Connection& connection, const std::string& id) {
    const std::string waits = unread_text(look_for_unread(connection, "").queues);
    return failed(
        "commands show",
        "id: no command " + id + (waits.empty() ? "" : "; it may be one that waits: " + waits));
}

}  // namespace

int list_commands(const CommandsOptions& options) {
    constexpr std::string_view kCommand = "commands list";
    const auto connection = connect(options.config, Use::DatabaseAndBrokerIfGiven);
    if (!connection.ok()) return failed(kCommand, connection.error());
    const auto all =
        read_commands(*connection.value().session, connection.value().partitions, options.filter);
    if (!all.ok()) return failed(kCommand, all.error());
    const auto known = account::check_account_of_empty(*connection.value().session,
                                                       options.filter.account, all.value().empty());
    if (!known.ok()) return failed(kCommand, known.error());
    const UnreadCommands unread = look_for_unread(connection.value(), options.filter.account);
    fmt::print("{}", options.json ? commands_json(all.value(), unread) + "\n"
                                  : commands_table(all.value(), unread, none_of(options.filter)));
    return kDone;
}

int show_orders(const BooksOptions& options) {
    constexpr std::string_view kCommand = "orders";
    if (options.in_doubt) return show_in_doubt(options);
    if (options.account.empty()) {
        return wrong_use(kCommand, "--account is required, but with --in-doubt");
    }
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCommand, connection.error());
    db::Session& session = *connection.value().session;
    const auto day = day_of(session, options);
    if (!day.ok()) return failed(kCommand, day.error());
    const auto orders = read_orders(session, options.account, day.value(), options.all);
    if (!orders.ok()) return failed(kCommand, orders.error());
    fmt::print("{}", options.json ? orders_json(orders.value()) + "\n"
                                  : orders_table(orders.value(), no_orders(options, day.value())));
    return kDone;
}

int show_positions(const BooksOptions& options) {
    constexpr std::string_view kCommand = "positions";
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCommand, connection.error());
    db::Session& session = *connection.value().session;
    const auto day = day_of(session, options);
    if (!day.ok()) return failed(kCommand, day.error());
    const auto books =
        read_books(session, options.account, day.value(), connection.value().partitions);
    if (!books.ok()) return failed(kCommand, books.error());
    const AccountBooks& its = books.value();
    fmt::print("{}", options.json ? positions_json(its.view, its.instruments) + "\n"
                                  : positions_table(its.view, its.instruments));
    return kDone;
}

int show_command(const CommandShowOptions& options) {
    constexpr std::string_view kCommand = "commands show";
    const auto connection = connect(options.config, Use::DatabaseAndBrokerIfGiven);
    if (!connection.ok()) return failed(kCommand, connection.error());
    const auto status = read_status(*connection.value().session, options.id);
    if (!status.ok()) return failed(kCommand, status.error());
    if (!status.value()) return unknown_command(connection.value(), options.id);
    fmt::print("{}",
               options.json ? json_of(*status.value()) + "\n" : table_of(*status.value(), true));
    return kDone;
}

}  // namespace ctl
