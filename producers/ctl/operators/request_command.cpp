#include <fmt/core.h>

#include <algorithm>

#include "common/base/clock.h"
#include "common/operators/approval_store.h"
#include "common/operators/consent.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/exits/mass_exit.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/operators/operator_command.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using operators::Approval;
using operators::ApprovalState;
using operators::Decision;

constexpr int64_t kAllMax = 10'000;

// What it is called for people; "over": nobody has decided in time.
std::string state_of(const Approval& one) {
    const bool ended = one.state == ApprovalState::Done || one.state == ApprovalState::Refused ||
                       one.state == ApprovalState::Withdrawn;
    if (!ended && !operators::is_open(one, base::wall_now().us)) return "over";
    return std::string{operators::name_of(one.state)};
}

std::string place_of(const audit::Person& person) {
    if (person.os_user.empty()) return "";
    return person.os_user + "@" + person.host + (person.by_token ? ", token" : "");
}

void write_person(events::JsonText& json, std::string_view role, const audit::Person& person) {
    const std::string name{role};
    json.text(name + "_by", person.name);
    json.text(name + "_os_user", person.os_user);
    json.text(name + "_host", person.host);
    json.flag(name + "_by_token", person.by_token);
}

void write_request(events::JsonText& json, const Approval& one) {
    json.integer("id", one.id);
    json.text("state", state_of(one));
    json.text("action", one.act.action);
    json.key("what");
    json.raw(one.act.what);
    json.text("why", one.act.why);
    json.integer("asked_us", one.asked_us);
    write_person(json, "asked", one.asked);
    json.integer("decided_us", one.decided_us);
    write_person(json, "decided", one.decided);
    json.flag("alone", one.alone);
}

void print_one(const Approval& one, bool as_json) {
    if (as_json) {
        events::JsonText json;
        json.open_object();
        write_request(json, one);
        json.close_object();
        return fmt::print("{}\n", json.take());
    }
    fmt::print("request   {}, {}\naction    {}\nwhat      {}\nwhy       {}\n", one.id,
               state_of(one), one.act.action, one.act.what, one.act.why);
    fmt::print("asked     {}, by {} ({})\n", india_time(one.asked_us), one.asked.name,
               place_of(one.asked));
    if (one.decided_us == 0) return;
    fmt::print("decided   {}, by {} ({}){}\n", india_time(one.decided_us), one.decided.name,
               place_of(one.decided), one.alone ? ", alone" : "");
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
    const auto decided =
        operators::decide_by_hand(session, options.id, decision, me.value(), base::wall_now().us);
    if (!decided.ok()) return failed(command, decided.error());
    print_one(decided.value(), options.json);
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
        fmt::print("{}\n", list_json("requests", shown, write_request));
        return kDone;
    }
    Table table{{{"ID", Table::Align::Right},
                 {"STATE"},
                 {"ACTION"},
                 {"ASKED"},
                 {"BY"},
                 {"DECIDED BY"},
                 {"WHY"}}};
    for (const Approval& one : shown) {
        table.add({std::to_string(one.id), state_of(one), one.act.action, india_time(one.asked_us),
                   one.asked.name, one.decided.name, one.act.why});
    }
    fmt::print("{}", table.empty() ? "nothing is asked for\n" : table.text());
    return kDone;
}

int show_request(const RequestOptions& options) {
    constexpr std::string_view kCommand = "request show";
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kCommand, opened.error());
    const auto found = operators::lock_approval(*opened.value().session, options.id);
    if (!found.ok()) return failed(kCommand, found.error());
    print_one(found.value(), options.json);
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
