#include "producers/ctl/operators/operator_command.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/audit/masking.h"
#include "common/base/clock.h"
#include "common/operators/operator_store.h"
#include "common/operators/rights.h"
#include "common/operators/token.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/notices/broadcast_list.h"
#include "producers/ctl/table.h"
#include "producers/ctl/transaction.h"
#include "producers/ctl/two_persons.h"

namespace ctl {
namespace {

using base::Result;
using base::Status;
using base::Unit;
using operators::Adding;
using operators::Operator;

constexpr std::string_view kAdd = "operator add";

std::string typing_mistake(const OperatorOptions& options) {
    std::string problem = operators::problem_of_name(options.name);
    if (!problem.empty()) return problem;
    if (!options.email.empty()) problem = problem_of_email(options.email);
    if (!problem.empty()) return "email: " + problem;
    if (!options.mobile.empty()) problem = problem_of_mobile(options.mobile);
    return problem.empty() ? "" : "mobile: " + problem;
}

// The addresses themselves are no part of what others read; their digest tells one act from
// another.
operators::Act act_of(const OperatorOptions& options) {
    events::JsonText json;
    json.open_object();
    json.text("name", audit::folded(options.name));
    json.flag("may_read_audit", options.may_read_audit);
    json.text("addresses",
              operators::digest_of(options.email + "\n" + options.mobile).substr(0, 16));
    json.close_object();
    operators::Act act{std::string{kAdd}, json.take(), options.reason};
    act.subject = "operator " + audit::folded(options.name);
    events::JsonText shown;
    shown.open_object();
    shown.text("email", audit::masked_recipient(options.email));
    shown.text("mobile", audit::masked_recipient(options.mobile));
    shown.close_object();
    act.shown = shown.take();
    return act;
}

// As operators::adding has it. Invalid: a token is needed.
Result<operators::Consent> consent_to_add(const Connection& connection,
                                          const OperatorOptions& options, const audit::Person& me) {
    const auto all = operators::list_operators(*connection.session);
    if (!all.ok()) return all.error();
    for (const Operator& one : all.value()) {
        if (one.revoked_us != 0 || audit::folded(one.name) != audit::folded(options.name)) continue;
        return base::Error{base::Errc::Invalid, "name: " + one.name + " is an operator already"};
    }
    const auto active = std::ranges::count(all.value(), 0, &Operator::revoked_us);
    const Adding adding = operators::adding(static_cast<int64_t>(all.value().size()), active);
    if (adding == Adding::TwoPersons) {
        return consent_to(connection, act_of(options), me, options.break_glass);
    }
    if (adding == Adding::WithToken && !me.by_token) {
        return base::Error{base::Errc::Invalid,
                           "token: the operator that there is adds the second one: show it"};
    }
    return operators::Consent{.given = true, .approval = 0, .said = ""};
}

void print_token(const std::string& name, const std::string& token, bool as_json) {
    if (as_json) {
        events::JsonText json;
        json.open_object();
        json.text("name", name);
        json.text("token", token);
        json.close_object();
        return fmt::print("{}\n", json.take());
    }
    fmt::print("{}\n", token);
    fmt::print(stderr, "the token of {}: it is shown this once, and stored nowhere\n", name);
}

void write_operator(events::JsonText& json, const Operator& one) {
    json.text("name", one.name);
    json.flag("active", one.revoked_us == 0);
    json.flag("may_read_audit", one.may_read_audit);
    json.text("email", audit::masked_recipient(one.email));
    json.text("mobile", audit::masked_recipient(one.mobile));
    json.flag("told_of_broken_glass", one.revoked_us == 0 && operators::has_address(one));
    json.integer("added_us", one.added_us);
    json.text("added_by", one.added_by);
    json.integer("revoked_us", one.revoked_us);
    json.text("revoked_by", one.revoked_by);
}

}  // namespace

int add_operator(const OperatorOptions& options) {
    if (std::string why = typing_mistake(options); !why.empty()) return wrong_use(kAdd, why);
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kAdd, opened.error());
    db::Session& session = *opened.value().session;
    const auto me = acting(session, options.by);
    if (!me.ok()) return failed(kAdd, me.error());
    const auto token = operators::new_token();
    if (!token.ok()) return failed(kAdd, token.error());
    const auto consent = consent_to_add(opened.value(), options, me.value());
    if (!consent.ok()) return failed(kAdd, consent.error());
    if (!consent.value().given) return tell_asked(kAdd, consent.value(), options.json);
    Operator one;
    one.name = options.name;
    one.may_read_audit = options.may_read_audit;
    one.email = options.email;
    one.mobile = options.mobile;
    const int64_t now_us = base::wall_now().us;
    const Status done = in_transaction(session, [&]() -> Status {
        Status added = operators::add_operator(session, one, token.value(), me.value(), now_us);
        if (!added.ok()) return added;
        return operators::finish(session, consent.value(), me.value(), now_us);
    });
    if (!done.ok()) return failed(kAdd, done.error());
    print_token(one.name, token.value(), options.json);
    return kDone;
}

int revoke_operator(const OperatorOptions& options) {
    constexpr std::string_view kCommand = "operator revoke";
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kCommand, opened.error());
    db::Session& session = *opened.value().session;
    const auto me = acting(session, options.by);
    if (!me.ok()) return failed(kCommand, me.error());
    if (!me.value().by_token) return failed(kCommand, "token: needs that of an operator");
    const Status done = in_transaction(session, [&] {
        return operators::revoke_operator(session, options.name, me.value(), base::wall_now().us);
    });
    if (!done.ok()) return failed(kCommand, done.error());
    fmt::print("{}\n", options.json ? "{\"revoked\":true}" : "revoked");
    return kDone;
}

int renew_operator(const OperatorOptions& options) {
    constexpr std::string_view kCommand = "operator renew";
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kCommand, opened.error());
    db::Session& session = *opened.value().session;
    const auto me = acting(session, options.by);
    if (!me.ok()) return failed(kCommand, me.error());
    const auto token = operators::new_token();
    if (!token.ok()) return failed(kCommand, token.error());
    const Status done = in_transaction(session, [&] {
        return operators::renew_token(session, me.value(), token.value(), base::wall_now().us);
    });
    if (!done.ok()) return failed(kCommand, done.error());
    print_token(me.value().name, token.value(), options.json);
    return kDone;
}

int list_operators(const OperatorOptions& options) {
    constexpr std::string_view kCommand = "operator list";
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kCommand, opened.error());
    auto all = operators::list_operators(*opened.value().session);
    if (!all.ok()) return failed(kCommand, all.error());
    std::vector<Operator> shown = std::move(all).value();
    if (!options.all) std::erase_if(shown, [](const Operator& one) { return one.revoked_us != 0; });
    if (options.json) {
        fmt::print("{}\n", list_json("operators", shown, write_operator));
        return kDone;
    }
    Table table{{{"NAME"},
                 {"READS AUDIT"},
                 {"TOLD OF GLASS"},
                 {"EMAIL"},
                 {"MOBILE"},
                 {"ADDED"},
                 {"BY"},
                 {"REVOKED"}}};
    for (const Operator& one : shown) {
        table.add({one.name, one.may_read_audit ? "yes" : "no",
                   one.revoked_us != 0           ? "no"
                   : operators::has_address(one) ? "yes"
                                                 : "no, no address",
                   audit::masked_recipient(one.email), audit::masked_recipient(one.mobile),
                   india_time(one.added_us), one.added_by,
                   one.revoked_us == 0 ? "-" : india_time(one.revoked_us) + " " + one.revoked_by});
    }
    fmt::print("{}", table.empty() ? "no operators\n" : table.text());
    return kDone;
}

}  // namespace ctl
