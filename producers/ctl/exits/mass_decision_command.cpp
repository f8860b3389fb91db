#include <fmt/core.h>

#include "common/base/clock.h"
#include "common/site/site_store.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/exits/command_message.h"
#include "producers/ctl/exits/mass_exit_command.h"
#include "producers/ctl/exits/mass_exit_store.h"
#include "producers/ctl/exits/mass_exit_text.h"
#include "producers/ctl/publish.h"

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
    const std::string not_now = refusal(state.value(), std::nullopt);
    if (!not_now.empty()) return Error{Errc::Invalid, not_now};
    const auto commands = commands_of(mass, state.value().epoch, base::wall_now().us);
    if (!commands.ok()) return commands.error();
    std::vector<amqp::Message> messages;
    for (const auto& command : commands.value())
        messages.push_back(message_of(command, partitions));
    return messages;
}

// Approved and not published yet, or once more after something was cut off: the commands have the
// same ids every time, so what had come is not done twice.
int publish(const MassExit& mass, const Connection& connection, std::string_view who) {
    constexpr std::string_view kCommand = "mass-exit approve";
    constexpr int64_t kConfirmMs = 60'000;
    db::Session& session = *connection.session;
    auto messages = messages_of(mass, session, connection.partitions);
    if (!messages.ok()) return failed(kCommand, messages.error());
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

int approve(const MassDecisionOptions& options) {
    constexpr std::string_view kCommand = "mass-exit approve";
    const std::string who = options.by.empty() ? login_name() : options.by;
    const auto opened = connect(options.config, Use::DatabaseAndBroker);
    if (!opened.ok()) return failed(kCommand, opened.error());
    const Connection& connection = opened.value();
    db::Session& session = *connection.session;
    const auto found = existing(session, options.id);
    if (!found.ok()) return failed(kCommand, found.error());
    const std::string problem = approval_problem(found.value(), who);
    if (!problem.empty()) return failed(kCommand, problem);
    if (found.value().state == MassState::Published) {
        print(found.value(), options);
        return kDone;
    }
    // What could not be published must not be approved.
    const auto rehearsed = messages_of(found.value(), session, connection.partitions);
    if (!rehearsed.ok()) return failed(kCommand, rehearsed.error());
    if (options.dry_run) {
        const std::string count = std::to_string(rehearsed.value().size());
        fmt::print("{}\n", options.json ? "{\"dry_run\":true,\"commands\":" + count + "}"
                                        : "dry run: " + count + " commands would be published");
        return kDone;
    }
    auto approved = approve_mass_exit(session, options.id, who, base::wall_now().us);
    if (!approved.ok()) return failed(kCommand, approved.error());
    MassExit mass = std::move(approved).value();
    if (mass.state != MassState::Published) {
        if (const int code = publish(mass, connection, who); code != kDone) return code;
        mass.state = MassState::Published;
    }
    print(mass, options);
    return kDone;
}

int refuse(const MassDecisionOptions& options) {
    constexpr std::string_view kCommand = "mass-exit refuse";
    const std::string who = options.by.empty() ? login_name() : options.by;
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCommand, connection.error());
    db::Session& session = *connection.value().session;
    if (options.dry_run) {
        const auto found = existing(session, options.id);
        if (!found.ok()) return failed(kCommand, found.error());
        const std::string problem = refusal_problem(found.value(), who);
        if (!problem.empty()) return failed(kCommand, problem);
        fmt::print("{}\n", options.json ? "{\"dry_run\":true}" : "dry run: it would be refused");
        return kDone;
    }
    const auto refused = refuse_mass_exit(session, options.id, who, base::wall_now().us);
    if (!refused.ok()) return failed(kCommand, refused.error());
    print(refused.value(), options);
    return kDone;
}

}  // namespace ctl
