#include <fmt/core.h>

#include "common/base/clock.h"
#include "common/operators/glass_store.h"
#include "common/site/day_store.h"
#include "common/site/site_store.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/exits/command_message.h"
#include "producers/ctl/exits/mass_exit_command.h"
#include "producers/ctl/exits/mass_exit_reach.h"
#include "producers/ctl/exits/mass_exit_store.h"
#include "producers/ctl/exits/mass_exit_text.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/two_persons.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

namespace {

void print(const MassExit& mass, const MassDecisionOptions& options) {
    fmt::print("{}", options.json ? mass_json(mass) + "\n" : mass_text(mass, options.dry_run));
}

Result<MassExit> existing(db::Session& session, const std::string& id) {
    auto found = read_mass_exit(session, id);
    if (!found.ok()) return found.error();
    if (!found.value()) return Error{Errc::Invalid, "id: no mass exit " + id};
    return *std::move(found).value();
}

// The messages that it takes now; Invalid where the site would not take them.
Result<std::vector<amqp::Message>> messages_of(const MassExit& mass, db::Session& session,
                                               int32_t partitions) {
    const auto state = site::read(session);
    if (!state.ok()) return state.error();
    const auto day = site::read_day(session);
    if (!day.ok()) return day.error();
    const std::string not_now =
        refusal(state.value(), day.value(), std::nullopt, base::wall_now().us);
    if (!not_now.empty()) return Error{Errc::Invalid, not_now};
    const auto commands = commands_of(mass, state.value().epoch, day.value() ? day.value()->day : 0,
                                      base::wall_now().us);
    if (!commands.ok()) return commands.error();
    std::vector<amqp::Message> messages;
    for (const auto& command : commands.value())
        messages.push_back(message_of(command, partitions));
    return messages;
}

// Approved and not published yet, or once more after something was cut off: the commands have the
// same ids every time, so what had come is not done twice.
int publish(const MassExit& mass, const Connection& connection, const audit::Person& who) {
    constexpr std::string_view kCommand = "mass-exit approve";
    constexpr int64_t kConfirmMs = 60'000;
    db::Session& session = *connection.session;
    auto messages = messages_of(mass, session, connection.partitions);
    if (!messages.ok()) return failed(kCommand, messages.error());
    say_when_stopped("it is approved: approve it again to publish the rest, nothing is done twice");
    const auto published =
        publish_confirmed(connection.link, std::move(messages).value(), kConfirmMs);
    if (!published.ok()) {
        return failed(kCommand, published.error().what +
                                    "; it is approved: approve it again to publish the rest, "
                                    "nothing is done twice");
    }
    const auto marked = mark_published(session, mass, who, base::wall_now().us);
    if (!marked.ok()) return failed(kCommand, marked.error());
    return kDone;
}

Result<MassDecision> decision_of(const MassDecisionOptions& options, const Connection& connection,
                                 operators::Decision decision) {
    auto who = acting(*connection.session, options.by);
    if (!who.ok()) return who.error();
    MassDecision made{decision,
                      std::move(who).value(),
                      !connection.operators.two_persons,
                      options.break_glass ? options.reason : "",
                      options.dry_run,
                      decision == operators::Decision::Refuse ? options.reason : ""};
    if (!options.break_glass) return made;
    std::string problem = operators::problem_of_glass(made.who, options.reason);
    if (!problem.empty()) return Error{Errc::Invalid, std::move(problem)};
    return made;
}

// Without a command for anybody.
int end(const MassDecisionOptions& options, std::string_view command, operators::Decision decision,
        const char* how) {
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(command, opened.error());
    db::Session& session = *opened.value().session;
    const auto made = decision_of(options, opened.value(), decision);
    if (!made.ok()) return failed(command, made.error());
    const auto ended = decide_mass_exit(session, options.id, made.value(), base::wall_now().us);
    if (!ended.ok()) return failed(command, ended.error());
    if (options.dry_run) {
        fmt::print("{}\n", options.json ? "{\"dry_run\":true}"
                                        : fmt::format("dry run: it would be {}", how));
        return kDone;
    }
    print(ended.value().mass, options);
    return kDone;
}

// Who approves must know of it, though different filters may mean different positions.
base::Status tell_shared(db::Session& session, const MassExit& mass, bool json) {
    const auto shared = sharing_accounts(session, mass, base::wall_now().us);
    if (!shared.ok()) return shared.error();
    if (!json) fmt::print("{}", shared_text(shared.value()));
    return base::Unit{};
}

}  // namespace

int show_mass_exits(const MassDecisionOptions& options) {
    constexpr std::string_view kCommand = "mass-exit list";
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCommand, connection.error());
    const auto all = list_mass_exits(*connection.value().session);
    if (!all.ok()) return failed(kCommand, all.error());
    fmt::print("{}", options.json ? mass_list_json(all.value()) + "\n" : mass_table(all.value()));
    return kDone;
}

int show_mass_exit(const MassDecisionOptions& options) {
    constexpr std::string_view kCommand = "mass-exit show";
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCommand, connection.error());
    db::Session& session = *connection.value().session;
    const auto found = existing(session, options.id);
    if (!found.ok()) return failed(kCommand, found.error());
    const auto reach = read_reach(session, found.value(), base::wall_now().us);
    if (!reach.ok()) return failed(kCommand, reach.error());
    fmt::print("{}", options.json ? reach_json(found.value(), reach.value()) + "\n"
                                  : reach_text(found.value(), reach.value()));
    return kDone;
}

int approve(const MassDecisionOptions& options) {
    constexpr std::string_view kCommand = "mass-exit approve";
    const auto opened = connect(options.config, Use::DatabaseAndBroker);
    if (!opened.ok()) return failed(kCommand, opened.error());
    const Connection& connection = opened.value();
    db::Session& session = *connection.session;
    const auto made = decision_of(options, connection, operators::Decision::Approve);
    if (!made.ok()) return failed(kCommand, made.error());
    const auto found = existing(session, options.id);
    if (!found.ok()) return failed(kCommand, found.error());
    if (found.value().state == MassState::Published) {
        print(found.value(), options);
        return kDone;
    }
    MassDecision rehearsal = made.value();
    rehearsal.dry_run = true;
    const auto allowed = decide_mass_exit(session, options.id, rehearsal, base::wall_now().us);
    if (!allowed.ok()) return failed(kCommand, allowed.error());
    // What could not be published must not be approved.
    const auto rehearsed = messages_of(found.value(), session, connection.partitions);
    if (!rehearsed.ok()) return failed(kCommand, rehearsed.error());
    if (const auto told = tell_shared(session, found.value(), options.json); !told.ok()) {
        return failed(kCommand, told.error());
    }
    if (options.dry_run) {
        const std::string count = std::to_string(rehearsed.value().size());
        fmt::print("{}\n", options.json ? "{\"dry_run\":true,\"commands\":" + count + "}"
                                        : "dry run: " + count + " commands would be published");
        return kDone;
    }
    auto approved = decide_mass_exit(session, options.id, made.value(), base::wall_now().us);
    if (!approved.ok()) return failed(kCommand, approved.error());
    tell_glass(approved.value().told);
    MassExit mass = std::move(approved).value().mass;
    if (mass.state != MassState::Published) {
        if (const int code = publish(mass, connection, made.value().who); code != kDone) {
            return code;
        }
        mass.state = MassState::Published;
    }
    print(mass, options);
    return kDone;
}

int refuse(const MassDecisionOptions& options) {
    return end(options, "mass-exit refuse", operators::Decision::Refuse, "refused");
}

int withdraw(const MassDecisionOptions& options) {
    return end(options, "mass-exit withdraw", operators::Decision::Withdraw, "withdrawn");
}

}  // namespace ctl
