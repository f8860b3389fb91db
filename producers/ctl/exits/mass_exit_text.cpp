#include "producers/ctl/exits/mass_exit_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "producers/ctl/list_json.h"
#include "producers/ctl/table.h"

namespace ctl {

void write_mass(events::JsonText& json, const MassExit& mass) {
    json.text("id", mass.id);
    json.text("state", name_of(mass.state));
    json.integer("accounts", static_cast<int64_t>(mass.accounts.size()));
    json.text("why", mass.why);
    json.text("requested_by", mass.requested_by);
    json.integer("requested_us", mass.requested_us);
    json.text("decided_by", mass.decided_by);
    json.integer("decided_us", mass.decided_us);
    json.text("decided_why", mass.decided_why);
    json.key("request");
    json.raw(mass.request);
}

namespace {

constexpr size_t kAccountsNamed = 5;

std::string accounts_text(const std::vector<std::string>& accounts) {
    std::string text = std::to_string(accounts.size()) + " accounts:";
    for (size_t i = 0; i < std::min(kAccountsNamed, accounts.size()); ++i)
        text += " " + accounts[i];
    const size_t more = accounts.size() - std::min(kAccountsNamed, accounts.size());
    return more == 0 ? text : text + " and " + std::to_string(more) + " more (mass-exit show)";
}

// What is asked of each account: "exit of NSE, MIS, sell: 50 percent". Who approves reads it.
std::string filters_text(const MassExit& mass) {
    const auto read = filters_of(mass);
    if (!read.ok()) return "exit: " + read.error().what;
    const events::Command& command = read.value();
    std::string of;
    const auto add = [&of](const std::string& what) { of += (of.empty() ? "" : ", ") + what; };
    if (command.exchange) add(std::string{events::name_of(*command.exchange)});
    if (command.segment) add(std::string{events::name_of(*command.segment)});
    if (command.token) add("token " + std::to_string(*command.token));
    if (command.product) add(std::string{events::name_of(*command.product)});
    if (command.side) add(*command.side == events::Side::Buy ? "long ones" : "short ones");
    std::string text = "exit of " + (of.empty() ? std::string{"all positions"} : of);
    if (command.percent) text += ": " + std::to_string(*command.percent) + " percent";
    if (command.quantity) text += ": quantity " + std::to_string(*command.quantity);
    return text;
}

}  // namespace

std::string mass_text(const MassExit& mass, bool dry_run) {
    std::string text =
        fmt::format("mass exit {}: {}{}, {}\n{}\nasked for by {}: {}\n", mass.id,
                    dry_run ? "dry run, would be " : "", name_of(mass.state),
                    accounts_text(mass.accounts), filters_text(mass), mass.requested_by, mass.why);
    if (mass.state == MassState::Waiting) {
        text += "another person: backstopctl mass-exit approve " + mass.id + "\n";
    } else {
        text += "decided by " + mass.decided_by + ", " + india_time(mass.decided_us) +
                (mass.decided_why.empty() ? "" : ": " + mass.decided_why) + "\n";
    }
    return text;
}

std::string shared_text(const std::vector<SharedAccounts>& shared) {
    std::string text;
    for (const SharedAccounts& one : shared) {
        text += fmt::format("mass exit {}, {}, names {} of these accounts too\n", one.id, one.state,
                            one.accounts);
    }
    return text;
}

std::string mass_json(const MassExit& mass) {
    events::JsonText json;
    json.open_object();
    write_mass(json, mass);
    json.close_object();
    return json.take();
}

std::string mass_table(const std::vector<MassExit>& all) {
    Table table{{{"ID"},
                 {"STATE"},
                 {"ACCOUNTS", Table::Align::Right},
                 {"ASKED FOR"},
                 {"BY"},
                 {"DECIDED BY"},
                 {"WHY"}}};
    for (const MassExit& mass : all) {
        table.add({mass.id, std::string{name_of(mass.state)}, std::to_string(mass.accounts.size()),
                   india_time(mass.requested_us), mass.requested_by, mass.decided_by, mass.why});
    }
    return table.empty() ? "no mass exits\n" : table.text();
}

std::string mass_list_json(const std::vector<MassExit>& all) {
    return list_json("mass_exits", all, write_mass);
}

}  // namespace ctl
