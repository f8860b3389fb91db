#include "common/operators/approval_store.h"

#include "common/audit/audit.h"
#include "common/audit/masking.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/operators/token.h"

namespace operators {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using db::literal;

namespace {

constexpr const char* kSelectApprovals =
    "SELECT id,action,what,why,asked_us,asked_by,asked_os_user,asked_host,asked_by_token,"
    "decided_us,decided_by,decided_os_user,decided_host,decided_by_token,state+0,alone,subject,"
    "shown,decided_why "
    "FROM approvals ";

audit::Person read_person(db::Columns& columns) {
    audit::Person person;
    person.name = columns.text();
    person.os_user = columns.text();
    person.host = columns.text();
    person.by_token = columns.flag();
    return person;
}

Approval read_approval_row(const db::Row& row) {
    db::Columns columns{row};
    Approval one;
    one.id = columns.integer();
    one.act.action = columns.text();
    one.act.what = columns.text();
    one.act.why = columns.text();
    one.asked_us = columns.integer();
    one.asked = read_person(columns);
    one.decided_us = columns.integer();
    one.decided = read_person(columns);
    one.state = columns.choice<ApprovalState>();
    one.alone = columns.flag();
    one.act.subject = columns.text();
    one.act.shown = columns.text();
    one.decided_why = columns.text();
    return one;
}

Result<std::vector<Approval>> read(db::Session& session, const std::string& where) {
    const auto rows = session.query(kSelectApprovals + where);
    if (!rows.ok()) return rows.error();
    std::vector<Approval> all;
    for (const db::Row& row : rows.value()) all.push_back(read_approval_row(row));
    return all;
}

std::string values_of(const audit::Person& person) {
    return literal(person.name) + "," + literal(person.os_user) + "," + literal(person.host) + "," +
           (person.by_token ? "1" : "0");
}

std::string hash_of(const Act& act) {
    return "UNHEX('" + digest_of(act.action + "\n" + act.what) + "')";
}

Status record(db::Session& session, int64_t now_us, const audit::Person& me, const char* what,
              int64_t id, const Act& act) {
    return audit::record(session, now_us, me, what,
                         std::to_string(id) + ", " + act.action + ": " + act.why, {"", act.what});
}

ApprovalState state_after(Decision decision) {
    switch (decision) {
        case Decision::Approve:
            return ApprovalState::Approved;
        case Decision::Refuse:
            return ApprovalState::Refused;
        case Decision::Withdraw:
            break;
    }
    return ApprovalState::Withdrawn;
}

const char* audited_as(Decision decision) {
    switch (decision) {
        case Decision::Approve:
            return "request approve";
        case Decision::Refuse:
            return "request refuse";
        case Decision::Withdraw:
            break;
    }
    return "request withdraw";
}

}  // namespace

Result<int64_t> insert_approval(db::Session& session, const Act& act, const audit::Person& me,
                                bool alone, int64_t now_us) {
    if (act.what.size() > kWhatBytesMax) {
        return Error{Errc::Invalid, "what: is larger than an approval can hold"};
    }
    if (act.shown.size() > kShownBytesMax) {
        return Error{Errc::Invalid, "shown: is larger than an approval can hold"};
    }
    const std::string now = std::to_string(now_us);
    const audit::Person nobody;
    const auto done = session.execute(
        "INSERT INTO approvals "
        "(action,what,what_hash,subject,shown,why,asked_us,asked_by,asked_os_user,"
        "asked_host,asked_by_token,state,alone,decided_us,decided_by,decided_os_user,decided_host,"
        "decided_by_token) VALUES (" +
        literal(act.action) + "," + literal(act.what) + "," + hash_of(act) + "," +
        literal(act.subject) + "," + literal(act.shown) + "," + literal(audit::masked(act.why)) +
        "," + now + "," + values_of(me) + (alone ? ",'approved',1," + now : ",'waiting',0,0") +
        "," + values_of(alone ? me : nobody) + ")");
    if (!done.ok()) return done.error();
    const auto rows = session.query("SELECT LAST_INSERT_ID()");
    if (!rows.ok()) return rows.error();
    const int64_t id = db::Columns{rows.value().at(0)}.integer();
    if (Status noted = record(session, now_us, me, alone ? "request alone" : "request", id, act);
        !noted.ok()) {
        return noted.error();
    }
    return id;
}

Result<Approval> lock_approval(db::Session& session, int64_t id) {
    const auto rows =
        session.query(kSelectApprovals + ("WHERE id=" + std::to_string(id)) + " FOR UPDATE");
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) {
        return Error{Errc::Invalid, "id: nothing is asked for as " + std::to_string(id)};
    }
    return read_approval_row(rows.value()[0]);
}

Result<std::optional<Approval>> lock_open(db::Session& session, const Act& act, int64_t now_us) {
    auto found = read(session, "WHERE what_hash=" + hash_of(act) +
                                   " AND state IN ('waiting','approved','begun') ORDER BY id "
                                   "DESC FOR UPDATE");
    if (!found.ok()) return found.error();
    for (const Approval& one : found.value()) {
        if (is_open(one, now_us)) return std::optional{one};
    }
    return std::optional<Approval>{};
}

Result<std::vector<Approval>> open_rivals(db::Session& session, const Act& act, int64_t now_us) {
    auto found = read(
        session, "WHERE state IN ('waiting','approved','begun') AND subject<>'' AND asked_us>" +
                     std::to_string(now_us - 2 * kApprovalLivesUs) + " ORDER BY id");
    if (!found.ok()) return found;
    std::vector<Approval> all = std::move(found).value();
    std::erase_if(all, [&](const Approval& one) {
        return !is_open(one, now_us) || !contradict(one.act, act);
    });
    return all;
}

Result<std::optional<Approval>> lately_refused(db::Session& session, const Act& act,
                                               int64_t now_us) {
    auto found = read(session, "WHERE what_hash=" + hash_of(act) + " AND state='refused' AND " +
                                   "decided_us>" + std::to_string(now_us - kApprovalLivesUs) +
                                   " ORDER BY id DESC LIMIT 1");
    if (!found.ok()) return found.error();
    if (found.value().empty()) return std::optional<Approval>{};
    return std::optional{std::move(found).value().front()};
}

Result<Approval> decide(db::Session& session, int64_t id, const Deciding& made, int64_t now_us) {
    const auto& [decision, me, alone, why] = made;
    auto found = lock_approval(session, id);
    if (!found.ok()) return found;
    Approval one = std::move(found).value();
    const std::string problem = problem_of(one, decision, me, alone, now_us);
    if (!problem.empty()) return Error{Errc::Invalid, problem};
    if (one.state != ApprovalState::Waiting) return one;
    one.state = state_after(decision);
    one.decided = me;
    one.decided_us = now_us;
    one.alone = alone && decision != Decision::Withdraw;
    one.decided_why = audit::masked(why);
    const auto done = session.execute(
        "UPDATE approvals SET state=" + literal(name_of(one.state)) +
        ",alone=" + (one.alone ? "1" : "0") + ",decided_us=" + std::to_string(now_us) +
        ",decided_by=" + literal(me.name) + ",decided_os_user=" + literal(me.os_user) +
        ",decided_host=" + literal(me.host) + ",decided_by_token=" + (me.by_token ? "1" : "0") +
        ",decided_why=" + literal(one.decided_why) + " WHERE id=" + std::to_string(id));
    if (!done.ok()) return done.error();
    Act told = one.act;
    if (!why.empty()) told.why += "; " + why;
    if (Status noted = record(session, now_us, me, audited_as(decision), id, told); !noted.ok()) {
        return noted.error();
    }
    return one;
}

Result<std::vector<Approval>> list_approvals(db::Session& session, int64_t limit) {
    return read(session, "ORDER BY id DESC LIMIT " + std::to_string(limit));
}

}  // namespace operators
