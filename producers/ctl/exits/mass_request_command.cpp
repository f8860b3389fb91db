#include <fmt/core.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/csv/table.h"
#include "common/events/characters.h"
#include "common/operators/approval.h"
#include "common/site/day_store.h"
#include "common/site/site_store.h"
#include "producers/ctl/accounts/books.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/exits/mass_exit_command.h"
#include "producers/ctl/exits/mass_exit_store.h"
#include "producers/ctl/exits/mass_exit_text.h"
#include "producers/ctl/limits.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::string_view kMassExitRequest = "mass-exit request";

Result<std::vector<std::string>> accounts_of_file(const std::string& path) {
    const auto text = csv::load_text(path, kFileBytesMax);
    if (!text.ok()) return Error{Errc::Invalid, "file: " + text.error().what};
    return read_accounts(text.value());
}

Result<std::vector<std::string>> known_accounts(db::Session& session,
                                                const std::vector<std::string>& accounts) {
    constexpr size_t kNamed = 5;
    const auto unknown = unknown_accounts(session, accounts);
    if (!unknown.ok()) return unknown.error();
    if (unknown.value().empty()) return accounts;
    std::string why = "account: " + std::to_string(unknown.value().size()) + " are unknown:";
    for (size_t i = 0; i < std::min(kNamed, unknown.value().size()); ++i) {
        why += " " + unknown.value()[i];
    }
    return Error{Errc::Invalid, why};
}

// Empty, or what is wrong with the words alone.
std::string typing_mistake(const MassRequestOptions& options) {
    if (options.file.empty() == options.branch.empty()) return "file: give it, or else branch";
    if (options.why.empty() || options.why.size() > site::kWhyMax) {
        return "why: must be 1 to " + std::to_string(site::kWhyMax) + " bytes";
    }
    if (std::string problem = naming_problem(options.request); !problem.empty()) return problem;
    if (options.id.size() > kMassIdMax ||
        !events::all_of_class(options.id, events::kCommandIdChar)) {
        return "id: must be at most 40 of A-Z a-z 0-9 . _ : -";
    }
    return {};
}

// The template of the commands: for any account.
Result<events::Command> template_of(const MassRequestOptions& options, const MassExit& mass,
                                    uint32_t day, int64_t epoch) {
    Request request = options.request;
    stand_in(request);
    request.action = events::CommandAction::Exit;
    request.id = "any";
    request.account = "ANY";
    request.by = mass.requested_by;
    request.evidence = mass.id;
    return command_of(request, {mass.requested_by, day, epoch, mass.requested_us, 0});
}

Result<MassExit> prepare(const MassRequestOptions& options, db::Session& session, MassExit mass) {
    const auto state = site::read(session);
    if (!state.ok()) return state.error();
    const auto open = site::read_day(session);
    if (!open.ok()) return open.error();
    const std::string not_now =
        refusal(state.value(), open.value(), options.request.epoch, base::wall_now().us);
    if (!not_now.empty()) return Error{Errc::Invalid, not_now};
    auto accounts = options.file.empty() ? accounts_of_branch(session, options.branch)
                                         : known_accounts(session, mass.accounts);
    if (!accounts.ok()) return accounts.error();
    mass.accounts = std::move(accounts).value();
    const auto day = trading_day(session, options.day);
    if (!day.ok()) return day.error();
    MassRequestOptions named = options;
    if (const auto known = name_instrument(named.request, session, nullptr); !known.ok()) {
        return known.error();
    }
    const auto command = template_of(named, mass, day.value(), state.value().epoch);
    if (!command.ok()) return command.error();
    mass.request = request_of(command.value());
    return mass;
}

// As of every other request: what this one lacks is told now, and not when it is to be approved.
// `withdraw`: the command that takes it back; empty of a dry run.
void tell_who_agrees(const audit::Person& asked, const std::string& withdraw, bool json) {
    if (asked.by_token) return;
    fmt::print(json ? stderr : stdout, "without an operator's token it takes {} to approve it{}\n",
               operators::who_agrees(asked),
               withdraw.empty() ? "" : operators::where_all_are_one(asked, withdraw));
}

}  // namespace

int request_mass_exit(const MassRequestOptions& options) {
    MassExit mass;
    mass.requested_us = base::wall_now().us;
    mass.requested_by = audit::person_here(options.request.by).name;
    mass.id = options.id.empty()
                  ? "mass-" + std::to_string(mass.requested_us) + "-" + std::to_string(getpid())
                  : options.id;
    mass.why = options.why;
    std::string mistake = typing_mistake(options);
    if (mistake.empty()) {
        const auto command = template_of(options, mass, 20260803, 1);
        if (!command.ok()) mistake = command.error().what;
    }
    if (mistake.empty() && !options.file.empty()) {
        auto accounts = accounts_of_file(options.file);
        if (!accounts.ok()) mistake = accounts.error().what;
        if (accounts.ok()) mass.accounts = std::move(accounts).value();
    }
    if (!mistake.empty()) return wrong_use(kMassExitRequest, mistake);

    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kMassExitRequest, connection.error());
    db::Session& session = *connection.value().session;
    const auto who = acting(session, options.request.by);
    if (!who.ok()) return failed(kMassExitRequest, who.error());
    const bool two_persons = connection.value().operators.two_persons;
    if (two_persons) {
        const auto may = audit::check_first(who.value());
        if (!may.ok()) return failed(kMassExitRequest, may.error());
    }
    mass.requested_by = who.value().name;
    const auto prepared = prepare(options, session, std::move(mass));
    if (!prepared.ok()) return failed(kMassExitRequest, prepared.error());
    if (!options.dry_run) {
        const auto inserted = insert_mass_exit(session, prepared.value(), who.value());
        if (!inserted.ok()) return failed(kMassExitRequest, inserted.error());
    }
    const auto shared = sharing_accounts(session, prepared.value(), base::wall_now().us);
    if (!shared.ok()) return failed(kMassExitRequest, shared.error());
    if (!options.json) fmt::print("{}", shared_text(shared.value()));
    fmt::print("{}", options.json ? mass_json(prepared.value()) + "\n"
                                  : mass_text(prepared.value(), options.dry_run));
    if (two_persons) {
        const std::string withdraw = "backstopctl mass-exit withdraw " + prepared.value().id;
        tell_who_agrees(who.value(), options.dry_run ? "" : withdraw, options.json);
    }
    return kDone;
}

}  // namespace ctl
