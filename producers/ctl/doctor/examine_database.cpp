#include <set>
#include <string>

#include "common/base/clock.h"
#include "common/base/exchange_clock.h"
#include "common/cutoffs/store.h"
#include "common/db/columns.h"
#include "common/db/known_cause.h"
#include "common/db/migrations.h"
#include "common/exits/rows.h"
#include "common/overview/ask.h"
#include "common/site/day_store.h"
#include "common/site/site_store.h"
#include "producers/ctl/books_inputs.h"
#include "producers/ctl/doctor/doctor_checks.h"
#include "producers/ctl/doctor/examine.h"
#include "producers/ctl/failure_text.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using base::Error;
using base::Result;

Finding not_told(const std::string& check, const Error& error) {
    return bad(check, explained(error.what), "see what the database says, and run doctor again");
}

// False: `migrate` has never run here. Where it cannot be asked, whoever asks next tells why.
bool has_tables(db::Session& session) {
    const auto rows = session.query(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=DATABASE() AND "
        "table_name='migrations'");
    return !rows.ok() || db::Columns{rows.value()[0]}.integer() > 0;
}

Result<std::map<std::string, std::string>> variables(db::Session& session,
                                                     const std::string& statement) {
    const auto rows = session.query(statement);
    if (!rows.ok()) return rows.error();
    std::map<std::string, std::string> found;
    for (const db::Row& row : rows.value()) {
        std::string name = row[0].value_or("");
        // MariaDB's name, and MySQL's.
        if (name == "tx_isolation" || name == "transaction_isolation") name = "isolation";
        found[name] = row[1].value_or("");
    }
    return found;
}

Findings look_at_settings(db::Session& session) {
    const auto global = variables(
        session,
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version','innodb_flush_log_at_trx_commit',"
        "'log_bin','sync_binlog','max_allowed_packet','character_set_server','read_only')");
    if (!global.ok()) return {not_told("database.settings", global.error())};
    const auto ours =
        variables(session,
                  "SHOW SESSION VARIABLES WHERE Variable_name IN ('sql_mode','tx_isolation',"
                  "'transaction_isolation','character_set_client')");
    if (!ours.ok()) return {not_told("database.settings", ours.error())};
    return check_settings({global.value(), ours.value()});
}

Finding look_at_grants(db::Session& session) {
    const auto rows = session.query("SHOW GRANTS");
    if (!rows.ok()) return not_told("database.privileges", rows.error());
    std::vector<std::string> grants;
    for (const db::Row& row : rows.value()) grants.push_back(row[0].value_or(""));
    return check_grants(grants);
}

Finding look_at_migrations(db::Session& session, const std::string& folder) {
    const std::string check = "database.migrations";
    const auto migrations = db::read_migrations(folder);
    if (!migrations.ok()) {
        return warn(check, migrations.error().what,
                    "say with --folder where the numbered SQL files are");
    }
    const auto rows = session.query("SELECT number,name,checksum FROM migrations ORDER BY number");
    if (!rows.ok()) return not_told(check, rows.error());
    std::vector<AppliedMigration> known;
    for (const auto& one : migrations.value()) {
        known.push_back({one.number, one.name, db::checksum_of(one)});
    }
    std::vector<AppliedMigration> applied;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        const int64_t number = columns.integer();
        std::string name = columns.text();
        applied.push_back({number, std::move(name), columns.text()});
    }
    return check_migrations(known, applied);
}

Finding look_at_triggers(db::Session& session) {
    const auto rows = session.query("SHOW TRIGGERS LIKE 'instruments'");
    if (!rows.ok()) return not_told("database.triggers", rows.error());
    std::set<std::string> present;
    for (const db::Row& row : rows.value()) present.insert(row[0].value_or(""));
    return check_triggers(present);
}

constexpr const char* kUnconfirmed =
    "the site is ACTIVE since before its day was opened, and does no cut-off";

Findings look_at_site(db::Session& session, int32_t partitions) {
    const auto site = site::read(session);
    if (!site.ok()) return {not_told("site.state", site.error())};
    const auto pauses = session.query(
        "SELECT part,by_whom,reason,resumed_us<>0,since_us FROM pauses ORDER BY part");
    if (!pauses.ok()) return {not_told("site.pauses", pauses.error())};
    const auto day = site::read_day(session);
    if (!day.ok()) return {not_told("site.day", day.error())};
    const auto doubts = session.query(exits::select_doubts_by_session());
    if (!doubts.ok()) return {not_told("site.orders", doubts.error())};
    SiteFacts facts;
    for (const db::Row& row : doubts.value()) {
        db::Columns columns{row};
        auto& one = facts.doubts.emplace_back();
        one.session = columns.text();
        one.contradicted = columns.integer();
        columns.integer();  // since when
        one.unanswered = columns.integer();
        columns.integer();  // since when
        one.unbooked = columns.integer();
    }
    facts.open_day = day.value() ? day.value()->day : 0;
    facts.today = india_day(base::wall_now().us);
    facts.state = site::name_of(site.value().state);
    facts.reason = site.value().why;
    facts.left_active =
        site::day_left_active(site.value(), day.value(), base::wall_now().us).value_or("");
    const auto moment = cutoffs::read_moment(session, base::kExchangeOffsetS);
    if (moment.ok() && cutoffs::is_unconfirmed(moment.value())) facts.unconfirmed = kUnconfirmed;
    for (const db::Row& row : pauses.value()) {
        db::Columns columns{row};
        auto& pause = facts.pauses.emplace_back();
        pause.partition = columns.integer();
        pause.by = columns.text();
        pause.reason = columns.text();
        pause.catching_up = columns.flag();
        pause.since_us = columns.integer();
    }
    Findings findings = check_site(facts, partitions);
    if (!moment.ok()) findings.push_back(not_told("site.cutoffs", moment.error()));
    return findings;
}

Finding look_at_clock(db::Session& session) {
    const int64_t before_us = base::wall_now().us;
    const auto rows = session.query("SELECT CAST(UNIX_TIMESTAMP(NOW(6))*1000000 AS SIGNED)");
    const int64_t after_us = base::wall_now().us;
    if (!rows.ok()) return not_told("clock.database", rows.error());
    const int64_t theirs_us = db::Columns{rows.value()[0]}.integer();
    return check_clock("clock.database", {{before_us, after_us}, {theirs_us, theirs_us}});
}

}  // namespace

Findings examine_books(const db::DatabaseConfig& database,
                       const overview::OverviewConfig& overview) {
    db::Session session{database};
    const int64_t now_us = base::wall_now().us;
    Findings findings;
    if (const auto connected = session.connect(); !connected.ok()) {
        findings.push_back(not_told("site.books", connected.error()));
    } else if (has_tables(session)) {
        const auto inputs = books_inputs(session, overview.verdict);
        findings.push_back(check_books(verdict::judge(inputs, overview.verdict)));
        findings.push_back(check_commands(overview::ask_open_commands(session, now_us)));
    }
    transfer::HttpClient client;
    findings.push_back(
        check_alerts(overview::ask_alerts(client, overview), now_us, !overview.alerts_url.empty()));
    return findings;
}

Findings examine_database(const db::DatabaseConfig& database, const std::string& migrations_folder,
                          int32_t partitions) {
    db::Session session{database};
    if (const auto connected = session.connect(); !connected.ok()) {
        const std::string found = "it cannot be asked: " + connected.error().what;
        const std::string remedy = "correct [database] and BACKSTOP_DATABASE_PASSWORD";
        const bool answers = connected.error().code != base::Errc::Retryable;
        return {answers ? bad("database", found, remedy)
                        : silent(Silent::Database, "database", found, remedy)};
    }
    Findings findings = look_at_settings(session);
    findings.push_back(look_at_grants(session));
    findings.push_back(look_at_clock(session));
    if (!has_tables(session)) {  // all that asks for one could only say it again
        findings.push_back(bad("database.migrations", db::no_tables(), "run backstopctl migrate"));
        return findings;
    }
    findings.push_back(look_at_migrations(session, migrations_folder));
    findings.push_back(look_at_triggers(session));
    findings.push_back(look_at_operators(session));
    for (Finding& one : look_at_site(session, partitions)) findings.push_back(std::move(one));
    return findings;
}

}  // namespace ctl
