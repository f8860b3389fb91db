#include <fmt/core.h>

#include <algorithm>

#include "common/base/clock.h"
#include "common/operators/approval_store.h"
#include "common/operators/consent.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/exits/mass_exit_reach.h"
#include "producers/ctl/exits/mass_exit_store.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/operators/operator_command.h"
#include "producers/ctl/operators/request_text.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using operators::Approval;
using operators::Decision;

constexpr int64_t kAllMax = 10'000;

// A mass exit has a table of its own, with its accounts.
base::Result<std::string> mass_exit_part(db::Session& session, const Approval& one, bool as_json) {
    if (one.act.action != kMassExitAct) return std::string{};
    const auto mass = mass_exit_of(session, one.id);
    if (!mass.ok()) return mass.error();
    const auto reach = read_reach(session, mass.value(), base::wall_now().us);
    if (!reach.ok()) return reach.error();
    return as_json ? reach_json(mass.value(), reach.value())
                   : reach_text(mass.value(), reach.value());
}

std::string why_of(const Approval& one) {
    return one.decided_why.empty() ? one.act.why
                                   : one.act.why + "; " + one.decided.name + ": " + one.decided_why;
}

void print_one(const Approval& one, const std::vector<Approval>& rivals,
               const std::string& mass_exit, bool as_json) {
    const int64_t now_us = base::wall_now().us;
    fmt::print("{}", as_json ? request_json(one, rivals, mass_exit, now_us) + "\n"
                             : request_text(one, rivals, now_us) + mass_exit);
}

int decide(const RequestOptions& options, std::string_view command, Decision decision) {
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(command, opened.error());
    db::Session& session = *opened.value().session;
    const auto me = acting(session, options.by);
    if (!me.ok()) return failed(command, me.error());
    const auto found = operators::lock_approval(session, options.id);
    if (!found.ok()) return failed(command, found.error());
    if (found.value().act.action == kMassExitAct) {
        return failed(command, "id: a mass exit: backstopctl mass-exit show, approve, refuse");
    }
    const auto decided = operators::decide_by_hand(
        session, options.id, {decision, me.value(), false, options.reason}, base::wall_now().us);
    if (!decided.ok()) return failed(command, decided.error());
    print_one(decided.value().approval, decided.value().rivals, "", options.json);
    if (decision == Decision::Approve && !options.json) {
        fmt::print("now the command is given again, within an hour, by either\n");
    }
    return kDone;
}

}  // namespace

int list_requests(const RequestOptions& options) {
    constexpr std::string_view kCommand = "request list";
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kCommand, opened.error());
    const auto all = operators::list_approvals(*opened.value().session, kAllMax);
    if (!all.ok()) return failed(kCommand, all.error());
    std::vector<Approval> shown = all.value();
    const int64_t now_us = base::wall_now().us;
    if (!options.all) {
        std::erase_if(shown, [&](const Approval& one) { return !operators::is_open(one, now_us); });
    }
    shown.resize(std::min(shown.size(), static_cast<size_t>(options.limit)));
    if (options.json) {
        fmt::print("{}\n",
                   list_json("requests", shown, [&](events::JsonText& json, const Approval& one) {
                       write_request(json, one, now_us);
                   }));
        return kDone;
    }
    Table table{{{"ID", Table::Align::Right},
                 {"STATE"},
                 {"ACTION"},
                 {"ABOUT"},
                 {"ASKED"},
                 {"BY"},
                 {"DECIDED BY"},
                 {"WHY"}}};
    for (const Approval& one : shown) {
        table.add({std::to_string(one.id), state_of(one, now_us), one.act.action, one.act.subject,
                   india_time(one.asked_us), one.asked.name, one.decided.name, why_of(one)});
    }
    fmt::print("{}", table.empty() ? "nothing is asked for\n"
                                   : table.text() + "all of one: backstopctl request show ID\n");
    return kDone;
}

int show_request(const RequestOptions& options) {
    constexpr std::string_view kCommand = "request show";
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kCommand, opened.error());
    db::Session& session = *opened.value().session;
    const auto found = operators::lock_approval(session, options.id);
    if (!found.ok()) return failed(kCommand, found.error());
    const int64_t now_us = base::wall_now().us;
    const auto rivals = operators::open_rivals(session, found.value().act, now_us);
    if (!rivals.ok()) return failed(kCommand, rivals.error());
    const bool open = operators::is_open(found.value(), now_us);
    const auto mass = mass_exit_part(session, found.value(), options.json);
    if (!mass.ok()) return failed(kCommand, mass.error());
    print_one(found.value(), open ? rivals.value() : std::vector<Approval>{}, mass.value(),
              options.json);
    return kDone;
}

int approve_request(const RequestOptions& options) {
    return decide(options, "request approve", Decision::Approve);
}

int refuse_request(const RequestOptions& options) {
    return decide(options, "request refuse", Decision::Refuse);
}

int withdraw_request(const RequestOptions& options) {
    return decide(options, "request withdraw", Decision::Withdraw);
}

}  // namespace ctl
