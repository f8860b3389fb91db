#include "producers/ctl/exits/mass_exit.h"

#include <unordered_set>

#include "common/base/must.h"
#include "common/csv/table.h"
#include "common/events/characters.h"
#include "common/events/event.h"

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

std::string same_person(const MassExit& mass, std::string_view who) {
    if (who != mass.requested_by) return {};
    return "by: must be another person than " + mass.requested_by + ", who asked for it";
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

std::string approval_problem(const MassExit& mass, std::string_view who) {
    if (mass.state == MassState::Refused) {
        return "state: it was refused by " + mass.decided_by;
    }
    return same_person(mass, who);
}

std::string refusal_problem(const MassExit& mass, std::string_view who) {
    if (mass.state != MassState::Waiting) {
        return "state: it is " + std::string{name_of(mass.state)} + " already";
    }
    return same_person(mass, who);
}

Result<std::vector<Command>> commands_of(const MassExit& mass, int64_t epoch, int64_t now_us) {
    std::vector<Command> commands;
    commands.reserve(mass.accounts.size());
    for (const std::string& account : mass.accounts) {
        const std::string body = std::string{kKind} + identity(mass.id + ":" + account, account) +
                                 mass.request.substr(std::min(kKind.size(), mass.request.size()));
        auto read = events::decode_command(body);
        if (!read.ok()) return Error{Errc::Invalid, "request: " + read.error().what};
        Command command = std::move(read).value();
        if (command.epoch != epoch) {
            return Error{Errc::Invalid, "epoch: it was asked for under " +
                                            std::to_string(command.epoch) + ", the site is at " +
                                            std::to_string(epoch) + ": ask again"};
        }
        command.expires_us = now_us + (command.expires_us - command.issued_us);
        command.issued_us = now_us;
        commands.push_back(std::move(command));
    }
    return commands;
}

}  // namespace ctl
