#include "producers/ctl/exits/mass_exit_store.h"

#include <set>

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/site/site_store.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;

namespace {

constexpr const char* kColumns =
    "id,request,why,requested_by,requested_us,decided_by,decided_us,state+0";

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
    return mass;
}

Result<std::optional<MassExit>> read_with(db::Session& session, const std::string& id,
                                          const char* lock) {
    const auto rows = session.query("SELECT " + std::string{kColumns} +
                                    ",accounts FROM mass_exits WHERE id=" + quoted(id) + lock);
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

Status write_decision(db::Session& session, MassExit& mass, MassState state, std::string_view who,
                      int64_t now_us) {
    mass.state = state;
    mass.decided_by = who;
    mass.decided_us = now_us;
    const auto done = session.execute(
        "UPDATE mass_exits SET state=" + quoted(name_of(state)) + ",decided_by=" + quoted(who) +
        ",decided_us=" + std::to_string(now_us) + " WHERE id=" + quoted(mass.id));
    if (!done.ok()) return done.error();
    const std::string detail = mass.id + ", " + std::to_string(mass.accounts.size()) +
                               " accounts, asked for by " + mass.requested_by + ": " + mass.why;
    return site::record(session, now_us, who, "mass-exit " + std::string{name_of(state)}, detail);
}

}  // namespace

Status insert_mass_exit(db::Session& session, const MassExit& mass) {
    return in_transaction(session, [&]() -> Status {
        std::string accounts;
        for (const std::string& account : mass.accounts) accounts += account + '\n';
        const auto done = session.execute(
            "INSERT INTO mass_exits (id,request,accounts,why,requested_by,requested_us,state) "
            "VALUES (" +
            quoted(mass.id) + "," + quoted(mass.request) + "," + quoted(accounts) + "," +
            quoted(mass.why) + "," + quoted(mass.requested_by) + "," +
            std::to_string(mass.requested_us) + ",'waiting')");
        if (!done.ok()) return done.error();
        return site::record(
            session, mass.requested_us, mass.requested_by, "mass-exit request",
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

Result<std::optional<MassExit>> read_mass_exit(db::Session& session, const std::string& id) {
    return read_with(session, id, "");
}

Result<MassExit> approve_mass_exit(db::Session& session, const std::string& id,
                                   std::string_view who, int64_t now_us) {
    Result<MassExit> approved{MassExit{}};
    const Status done = in_transaction(session, [&]() -> Status {
        approved = lock_existing(session, id);
        if (!approved.ok()) return approved.error();
        MassExit mass = approved.value();
        const std::string problem = approval_problem(mass, who);
        if (!problem.empty()) return Error{Errc::Invalid, problem};
        if (mass.state != MassState::Waiting) return base::Unit{};
        Status written = write_decision(session, mass, MassState::Approved, who, now_us);
        approved = std::move(mass);
        return written;
    });
    if (!done.ok()) return done.error();
    return approved;
}

Result<MassExit> refuse_mass_exit(db::Session& session, const std::string& id, std::string_view who,
                                  int64_t now_us) {
    Result<MassExit> refused{MassExit{}};
    const Status done = in_transaction(session, [&]() -> Status {
        refused = lock_existing(session, id);
        if (!refused.ok()) return refused.error();
        MassExit mass = refused.value();
        const std::string problem = refusal_problem(mass, who);
        if (!problem.empty()) return Error{Errc::Invalid, problem};
        Status written = write_decision(session, mass, MassState::Refused, who, now_us);
        refused = std::move(mass);
        return written;
    });
    if (!done.ok()) return done.error();
    return refused;
}

Status mark_published(db::Session& session, const MassExit& mass, std::string_view who,
                      int64_t now_us) {
    return in_transaction(session, [&]() -> Status {
        const auto moved =
            session.execute("UPDATE mass_exits SET state='published' WHERE id=" + quoted(mass.id) +
                            " AND state='approved'");
        if (!moved.ok()) return moved.error();
        return site::record(session, now_us, who, "mass-exit published",
                            mass.id + ", " + std::to_string(mass.accounts.size()) + " commands");
    });
}

Result<std::vector<std::string>> accounts_of_branch(db::Session& session,
                                                    const std::string& branch) {
    const auto rows =
        session.query("SELECT account FROM customers WHERE branch=" + quoted(branch) +
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
        for (size_t i = begin; i < end; ++i) sql += (i > begin ? "," : "") + quoted(accounts[i]);
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
