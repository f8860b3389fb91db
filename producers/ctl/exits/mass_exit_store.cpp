#include "producers/ctl/exits/mass_exit_store.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "common/audit/audit.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/operators/approval_store.h"
#include "common/operators/consent.h"
#include "common/operators/glass_store.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using db::literal;

namespace {

constexpr const char* kColumns =
    "id,request,why,requested_by,requested_us,decided_by,decided_us,state+0,approval,"
    "COALESCE((SELECT decided_why FROM approvals a WHERE a.id=approval),'')";

MassExit read_row(db::Columns& columns) {
    MassExit mass;
    mass.id = columns.text();
    mass.request = columns.text();
    mass.why = columns.text();
    mass.requested_by = columns.text();
    mass.requested_us = columns.integer();
    mass.decided_by = columns.text();
    mass.decided_us = columns.integer();
    mass.state = columns.choice<MassState>();
    mass.approval = columns.integer();
    mass.decided_why = columns.text();
    return mass;
}

Result<std::optional<MassExit>> read_with(db::Session& session, const std::string& id,
                                          const char* lock) {
    const auto rows = session.query("SELECT " + std::string{kColumns} +
                                    ",accounts FROM mass_exits WHERE id=" + literal(id) + lock);
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return std::optional<MassExit>{};
    db::Columns columns{rows.value()[0]};
    MassExit mass = read_row(columns);
    auto accounts = read_accounts(columns.text());
    if (!accounts.ok()) return accounts.error();
    mass.accounts = std::move(accounts).value();
    return std::optional{std::move(mass)};
}

Result<MassExit> lock_existing(db::Session& session, const std::string& id) {
    auto found = read_with(session, id, " FOR UPDATE");
    if (!found.ok()) return found.error();
    if (!found.value()) return Error{Errc::Invalid, "id: no mass exit " + id};
    return *std::move(found).value();
}

std::string change_of(MassState state) {
    return "{\"state\":\"" + std::string{name_of(state)} + "\"}";
}

Status write_decision(db::Session& session, MassExit& mass, MassState state,
                      const audit::Person& who, int64_t now_us) {
    const MassState before = std::exchange(mass.state, state);
    mass.decided_by = who.name;
    mass.decided_us = now_us;
    const auto done = session.execute("UPDATE mass_exits SET state=" + literal(name_of(state)) +
                                      ",decided_by=" + literal(who.name) + ",decided_us=" +
                                      std::to_string(now_us) + " WHERE id=" + literal(mass.id));
    if (!done.ok()) return done.error();
    const std::string detail = mass.id + ", " + std::to_string(mass.accounts.size()) +
                               " accounts, asked for by " + mass.requested_by + ": " + mass.why;
    return audit::record(session, now_us, who, "mass-exit " + std::string{name_of(state)}, detail,
                         {change_of(before), change_of(state)});
}

MassState state_after(operators::Decision decision) {
    switch (decision) {
        case operators::Decision::Approve:
            return MassState::Approved;
        case operators::Decision::Refuse:
            return MassState::Refused;
        case operators::Decision::Withdraw:
            break;
    }
    return MassState::Withdrawn;
}

// Returns who is told of it.
Result<std::string> note_glass(db::Session& session, const MassExit& mass, const MassDecision& made,
                               int64_t now_us) {
    operators::Act act = act_of(mass);
    act.why = made.glass;
    auto broken = operators::insert_broken_glass(session, mass.approval, act, made.who, now_us);
    if (!broken.ok()) return broken.error();
    return std::move(broken).value().told;
}

// Inside the transaction.
Result<MassDecided> decide_locked(db::Session& session, const std::string& id,
                                  const MassDecision& made, int64_t now_us) {
    auto locked = lock_existing(session, id);
    if (!locked.ok()) return locked.error();
    MassExit mass = std::move(locked).value();
    const std::string problem = state_problem(mass, made.decision);
    if (!problem.empty()) return Error{Errc::Invalid, problem};
    // Its approval is done with it: all that is left to do is to say so.
    if (mass.state == MassState::Published) return MassDecided{std::move(mass), ""};
    const bool alone = made.alone || !made.glass.empty();
    const auto decided = operators::decide(session, mass.approval,
                                           {made.decision, made.who, alone, made.why}, now_us);
    if (!decided.ok()) return decided.error();
    if (mass.state != MassState::Waiting) return MassDecided{std::move(mass), ""};
    std::string told;
    if (!made.glass.empty()) {
        auto noted = note_glass(session, mass, made, now_us);
        if (!noted.ok()) return noted.error();
        told = std::move(noted).value();
    }
    mass.decided_why = decided.value().decided_why;
    Status written = write_decision(session, mass, state_after(made.decision), made.who, now_us);
    if (!written.ok()) return written.error();
    return MassDecided{std::move(mass), std::move(told)};
}

}  // namespace

Status insert_mass_exit(db::Session& session, const MassExit& mass, const audit::Person& who) {
    return in_transaction(session, [&]() -> Status {
        const auto approval =
            operators::insert_approval(session, act_of(mass), who, false, mass.requested_us);
        if (!approval.ok()) return approval.error();
        std::string accounts;
        for (const std::string& account : mass.accounts) accounts += account + '\n';
        const auto done = session.execute(
            "INSERT INTO mass_exits "
            "(id,request,accounts,why,requested_by,requested_us,state,approval) "
            "VALUES (" +
            literal(mass.id) + "," + literal(mass.request) + "," + literal(accounts) + "," +
            literal(mass.why) + "," + literal(mass.requested_by) + "," +
            std::to_string(mass.requested_us) + ",'waiting'," + std::to_string(approval.value()) +
            ")");
        if (!done.ok() && done.error().code == Errc::Duplicate) {
            return Error{Errc::Invalid, "id: there is a mass exit " + mass.id + " already"};
        }
        if (!done.ok()) return done.error();
        return audit::record(
            session, mass.requested_us, who, "mass-exit request",
            mass.id + ", " + std::to_string(mass.accounts.size()) + " accounts: " + mass.why);
    });
}

Result<std::vector<MassExit>> list_mass_exits(db::Session& session) {
    const auto rows =
        session.query("SELECT " + std::string{kColumns} +
                      ",LENGTH(accounts)-LENGTH(REPLACE(accounts,'\\n','')) FROM mass_exits "
                      "ORDER BY requested_us DESC,id LIMIT 1000");
    if (!rows.ok()) return rows.error();
    std::vector<MassExit> all;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        MassExit& mass = all.emplace_back(read_row(columns));
        mass.accounts.resize(columns.as<size_t>());
    }
    return all;
}

Result<MassExit> mass_exit_of(db::Session& session, int64_t approval) {
    const auto rows =
        session.query("SELECT id FROM mass_exits WHERE approval=" + std::to_string(approval));
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return Error{Errc::Invalid, "id: its mass exit is gone"};
    auto found = read_mass_exit(session, db::Columns{rows.value()[0]}.text());
    if (!found.ok()) return found.error();
    return std::move(found).value().value();
}

Result<std::optional<MassExit>> read_mass_exit(db::Session& session, const std::string& id) {
    return read_with(session, id, "");
}

Result<std::vector<SharedAccounts>> sharing_accounts(db::Session& session, const MassExit& mass,
                                                     int64_t now_us) {
    const auto rows = session.query(
        "SELECT m.id,m.state,m.accounts FROM mass_exits m JOIN approvals a ON a.id=m.approval "
        "WHERE "
        "m.state IN ('waiting','approved') AND m.id<>" +
        literal(mass.id) + " AND GREATEST(a.asked_us,a.decided_us)>" +
        std::to_string(now_us - operators::kApprovalLivesUs) + " ORDER BY m.requested_us,m.id");
    if (!rows.ok()) return rows.error();
    const std::set<std::string_view> ours{mass.accounts.begin(), mass.accounts.end()};
    std::vector<SharedAccounts> all;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        SharedAccounts one{columns.text(), columns.text(), 0};
        const auto theirs = read_accounts(columns.text());
        if (!theirs.ok()) return theirs.error();
        one.accounts = std::ranges::count_if(
            theirs.value(), [&](const std::string& account) { return ours.contains(account); });
        if (one.accounts > 0) all.push_back(std::move(one));
    }
    return all;
}

Result<MassDecided> decide_mass_exit(db::Session& session, const std::string& id,
                                     const MassDecision& made, int64_t now_us) {
    if (const Status begun = session.begin(); !begun.ok()) return begun.error();
    auto decided = decide_locked(session, id, made, now_us);
    if (!decided.ok() || made.dry_run) {
        session.rollback();
        return decided;
    }
    if (const Status committed = session.commit(); !committed.ok()) return committed.error();
    return decided;
}

Status mark_published(db::Session& session, const MassExit& mass, const audit::Person& who,
                      int64_t now_us) {
    return in_transaction(session, [&]() -> Status {
        const auto moved =
            session.execute("UPDATE mass_exits SET state='published' WHERE id=" + literal(mass.id) +
                            " AND state='approved'");
        if (!moved.ok()) return moved.error();
        if (moved.value() == 0) return base::Unit{};  // another has published the same meanwhile
        Status finished = operators::finish(session, {true, mass.approval, ""}, who, now_us);
        if (!finished.ok()) return finished;
        return audit::record(session, now_us, who, "mass-exit published",
                             mass.id + ", " + std::to_string(mass.accounts.size()) + " commands");
    });
}

Result<std::vector<std::string>> accounts_of_branch(db::Session& session,
                                                    const std::string& branch) {
    const auto rows =
        session.query("SELECT account FROM customers WHERE branch=" + literal(branch) +
                      " ORDER BY account LIMIT " + std::to_string(kMassAccountsMax + 1));
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return Error{Errc::Invalid, "branch: no customer of " + branch};
    if (rows.value().size() > kMassAccountsMax) {
        return Error{Errc::Invalid,
                     "branch: more than " + std::to_string(kMassAccountsMax) + " customers"};
    }
    std::vector<std::string> accounts;
    for (const db::Row& row : rows.value()) accounts.push_back(db::Columns{row}.text());
    return accounts;
}

Result<std::vector<std::string>> unknown_accounts(db::Session& session,
                                                  const std::vector<std::string>& accounts) {
    constexpr size_t kAtOnce = 1000;
    std::vector<std::string> unknown;
    for (size_t begin = 0; begin < accounts.size(); begin += kAtOnce) {
        const size_t end = std::min(begin + kAtOnce, accounts.size());
        std::string sql = "SELECT account FROM customers WHERE account IN (";
        for (size_t i = begin; i < end; ++i) sql += (i > begin ? "," : "") + literal(accounts[i]);
        const auto rows = session.query(sql + ")");
        if (!rows.ok()) return rows.error();
        std::set<std::string> known;
        for (const db::Row& row : rows.value()) known.insert(db::Columns{row}.text());
        for (size_t i = begin; i < end; ++i) {
            if (!known.contains(accounts[i])) unknown.push_back(accounts[i]);
        }
    }
    return unknown;
}

}  // namespace ctl
