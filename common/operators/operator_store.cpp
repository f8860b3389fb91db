#include "common/operators/operator_store.h"

#include <algorithm>

#include "common/audit/audit.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/operators/token.h"

namespace operators {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

constexpr const char* kSelectOperators =
    "SELECT name,may_read_audit,email,mobile,added_us,added_by,revoked_us,revoked_by "
    "FROM operators ";

Operator read_operator_row(const db::Row& row) {
    db::Columns columns{row};
    Operator one;
    one.name = columns.text();
    one.may_read_audit = columns.flag();
    one.email = columns.text();
    one.mobile = columns.text();
    one.added_us = columns.integer();
    one.added_by = columns.text();
    one.revoked_us = columns.integer();
    one.revoked_by = columns.text();
    return one;
}

std::string hash_of(std::string_view token) { return "UNHEX('" + digest_of(token) + "')"; }

Result<std::vector<Operator>> read_operators(db::Session& session, const std::string& where) {
    const auto rows = session.query(kSelectOperators + where);
    if (!rows.ok()) return rows.error();
    std::vector<Operator> all;
    for (const db::Row& row : rows.value()) all.push_back(read_operator_row(row));
    return all;
}

Result<std::optional<Operator>> active(db::Session& session, const std::string& condition) {
    auto found = read_operators(session, "WHERE revoked_us=0 AND " + condition);
    if (!found.ok()) return found.error();
    if (found.value().empty()) return std::optional<Operator>{};
    return std::optional{std::move(found).value().front()};
}

}  // namespace

bool has_address(const Operator& one) { return !one.email.empty() || !one.mobile.empty(); }

Result<std::optional<Operator>> operator_of(db::Session& session, std::string_view token) {
    return active(session, "token_hash=" + hash_of(token));
}

Result<audit::Person> person(db::Session& session, std::string_view by, std::string_view token) {
    audit::Person me = audit::person_here(by);
    if (token.empty()) return me;
    const auto found = operator_of(session, token);
    if (!found.ok()) return found.error();
    if (!found.value()) return Error{Errc::Invalid, "token: nobody's, or revoked"};
    const std::string& name = found.value()->name;
    if (!by.empty() && audit::folded(by) != audit::folded(name)) {
        return Error{Errc::Invalid, "by: the token is " + name + "'s"};
    }
    me.name = name;
    me.by_token = true;
    const auto unvouched = session.query(
        "SELECT EXISTS(SELECT 1 FROM broken_glass g JOIN approvals a ON a.id=g.approval WHERE "
        "g.countersigned_us=0 AND a.action='operator add' AND JSON_VALUE(a.what,'$.name')=" +
        literal(audit::folded(name)) + ")");
    if (!unvouched.ok()) return unvouched.error();
    me.unvouched = db::Columns{unvouched.value().at(0)}.flag();
    return me;
}

Result<std::vector<Operator>> list_operators(db::Session& session) {
    return read_operators(session, "ORDER BY name");
}

Status add_operator(db::Session& session, const Operator& one, std::string_view token,
                    const audit::Person& by, int64_t now_us) {
    const auto known = active(session, "name=" + literal(one.name) + " FOR UPDATE");
    if (!known.ok()) return known.error();
    if (known.value()) {
        return Error{Errc::Invalid, "name: " + known.value()->name + " is an operator already"};
    }
    const auto done = session.execute(
        "REPLACE INTO operators (name,token_hash,may_read_audit,email,mobile,added_us,added_by) "
        "VALUES (" +
        literal(one.name) + "," + hash_of(token) + "," + (one.may_read_audit ? "1" : "0") + "," +
        literal(one.email) + "," + literal(one.mobile) + "," + std::to_string(now_us) + "," +
        literal(by.name) + ")");
    if (!done.ok()) return done.error();
    return audit::record(session, now_us, by, "operator add",
                         one.name + (one.may_read_audit ? ", may read the audit" : ""));
}

Status revoke_operator(db::Session& session, std::string_view name, const audit::Person& by,
                       int64_t now_us) {
    if (Status vouched = audit::check_vouched(by); !vouched.ok()) return vouched;
    const auto done = session.execute("UPDATE operators SET revoked_us=" + std::to_string(now_us) +
                                      ",revoked_by=" + literal(by.name) +
                                      " WHERE revoked_us=0 AND name=" + literal(name));
    if (!done.ok()) return done.error();
    if (done.value() == 0) {
        return Error{Errc::Invalid, "name: no operator " + std::string{name}};
    }
    // Requests and approvals that were made with the token end with it; an act that has begun goes
    // on. Names are compared as those of operators are, without case.
    const std::string his = "=LOWER(" + literal(name) + ")";
    const auto withdrawn = session.execute(
        "UPDATE approvals SET state='withdrawn',decided_us=" + std::to_string(now_us) +
        ",decided_by=" + literal(by.name) +
        " WHERE state IN ('waiting','approved') AND ((asked_by_token AND LOWER(asked_by)" + his +
        ") OR (decided_by_token AND LOWER(decided_by)" + his + "))");
    if (!withdrawn.ok()) return withdrawn.error();
    return audit::record(session, now_us, by, "operator revoke", name);
}

Status renew_token(db::Session& session, const audit::Person& me, std::string_view token,
                   int64_t now_us) {
    if (!me.by_token) return Error{Errc::Invalid, "token: show the one that is to be replaced"};
    const auto done = session.execute("UPDATE operators SET token_hash=" + hash_of(token) +
                                      " WHERE revoked_us=0 AND name=" + literal(me.name));
    if (!done.ok()) return done.error();
    return audit::record(session, now_us, me, "operator renew", me.name);
}

Status check_audit_reader(db::Session& session, const audit::Person& me) {
    if (!me.by_token) {
        return Error{Errc::Invalid, "audit: needs the token of an operator who may read it"};
    }
    const auto found = active(session, "name=" + literal(me.name));
    if (!found.ok()) return found.error();
    if (found.value() && found.value()->may_read_audit) return Unit{};
    return Error{Errc::Invalid, "audit: " + me.name + " may not read it"};
}

}  // namespace operators
