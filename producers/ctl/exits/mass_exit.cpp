#include "producers/ctl/exits/mass_exit.h"

#include <unordered_set>

#include "common/base/must.h"
#include "common/csv/table.h"
#include "common/events/characters.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/operators/token.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using events::Command;

namespace {

constexpr std::string_view kKind = R"({"kind":"command",)";

Error in_line(size_t line, const std::string& why) {
    return Error{Errc::Invalid, "file: line " + std::to_string(line) + ": " + why};
}

// Without what stands behind a # in each line.
std::string without_remarks(std::string_view text) {
    std::string out;
    bool remark = false;
    for (const char c : text) {
        remark = c != '\n' && (remark || c == '#');
        if (!remark) out.push_back(c);
    }
    return out;
}

std::string identity(std::string_view id, std::string_view account) {
    return R"("id":")" + std::string{id} + R"(","account":")" + std::string{account} + "\",";
}

Result<Command> command_for(const MassExit& mass, std::string_view account) {
    return events::decode_command(std::string{kKind} +
                                  identity(mass.id + ":" + std::string{account}, account) +
                                  mass.request.substr(std::min(kKind.size(), mass.request.size())));
}

}  // namespace

Result<std::vector<std::string>> read_accounts(std::string_view text) {
    const auto read = csv::parse_list(without_remarks(text), "", {"account"});
    if (!read.ok()) return Error{Errc::Invalid, "file: " + read.error().what};
    const csv::Table& table = read.value();
    const size_t column = *table.column("account");
    std::vector<std::string> accounts;
    std::unordered_set<std::string_view> seen;
    for (const csv::Row& row : table.rows) {
        const std::string& account = row.cells[column];
        if (account.empty() || account.size() > events::kAccountMax ||
            !events::all_of_class(account, events::kAccountChar)) {
            return in_line(row.line, "an account is 1 to 16 of A-Z 0-9");
        }
        if (!seen.insert(account).second) return in_line(row.line, account + " is named twice");
        if (accounts.size() == kMassAccountsMax) {
            return in_line(row.line, "more than " + std::to_string(kMassAccountsMax) + " accounts");
        }
        accounts.push_back(account);
    }
    if (accounts.empty()) return Error{Errc::Invalid, "file: names no account"};
    return accounts;
}

std::string request_of(const Command& command) {
    const std::string text = events::encode(command);
    const size_t begin = kKind.size() + identity(command.id, command.account).size();
    base::must(text.starts_with(kKind));
    return std::string{kKind} + text.substr(begin);
}

operators::Act act_of(const MassExit& mass) {
    std::string accounts;
    for (const std::string& account : mass.accounts) accounts += account + '\n';
    events::JsonText json;
    json.open_object();
    json.text("id", mass.id);
    json.integer("accounts", static_cast<int64_t>(mass.accounts.size()));
    json.text("accounts_digest", operators::digest_of(accounts).substr(0, 16));
    json.key("command");
    json.raw(mass.request);
    json.close_object();
    return {std::string{kMassExitAct}, json.take(), mass.why, "mass exit " + mass.id};
}

std::string state_problem(const MassExit& mass, operators::Decision decision) {
    if (mass.state == MassState::Waiting && mass.approval == 0) {
        return "state: it was asked for by an earlier version: ask again";
    }
    const bool over = mass.state == MassState::Refused || mass.state == MassState::Withdrawn;
    if (over && decision == operators::Decision::Approve) {
        return "state: it was " + std::string{name_of(mass.state)} + " by " + mass.decided_by;
    }
    if (decision != operators::Decision::Approve && mass.state != MassState::Waiting) {
        return "state: it is " + std::string{name_of(mass.state)} + " already";
    }
    return {};
}

Result<Command> filters_of(const MassExit& mass) {
    auto read = command_for(mass, "ANY");
    if (!read.ok()) return Error{Errc::Invalid, "request: " + read.error().what};
    return read;
}

Result<std::vector<Command>> commands_of(const MassExit& mass, int64_t epoch, uint32_t day,
                                         int64_t now_us) {
    std::vector<Command> commands;
    commands.reserve(mass.accounts.size());
    for (const std::string& account : mass.accounts) {
        auto read = command_for(mass, account);
        if (!read.ok()) return Error{Errc::Invalid, "request: " + read.error().what};
        Command command = std::move(read).value();
        if (command.epoch != epoch) {
            return Error{Errc::Invalid, "epoch: it was asked for under " +
                                            std::to_string(command.epoch) + ", the site is at " +
                                            std::to_string(epoch) + ": ask again"};
        }
        if (command.day != day) {
            return Error{Errc::Invalid, "day: it was asked for on " + std::to_string(command.day) +
                                            ", and " +
                                            (day == 0 ? "no day is open that is not over"
                                                      : std::to_string(day) + " is open") +
                                            ": ask again"};
        }
        command.expires_us = now_us + (command.expires_us - command.issued_us);
        command.issued_us = now_us;
        commands.push_back(std::move(command));
    }
    return commands;
}

}  // namespace ctl
