#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "producers/ctl/doctor/doctor_checks.h"

namespace ctl {
namespace {

constexpr long long kPacketBytesMin = 16ll << 20;  // larger than any batch of the ledger

using Variables = std::map<std::string, std::string>;

std::string value_of(const Variables& variables, const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? "not told" : found->second;
}

Finding must_be(const Variables& variables, const std::string& name, const std::string& wanted,
                const std::string& remedy) {
    const std::string value = value_of(variables, name);
    if (value == wanted) return good("database." + name, value);
    return bad("database." + name, value + ", must be " + wanted, remedy);
}

Finding check_version(const std::string& version) {
    int major = 0;
    int minor = 0;
    const bool is_version = std::sscanf(version.c_str(), "%d.%d", &major, &minor) == 2;
    const bool is_mariadb = version.find("MariaDB") != version.npos;
    const bool is_supported =
        is_mariadb ? major > 10 || (major == 10 && minor >= 6) : major >= 8 && major < 10;
    if (is_version && is_supported) return good("database.version", version);
    return bad("database.version", version, "use MariaDB 10.6 or later, or MySQL 8 or later");
}

Finding check_binlog(const Variables& variables) {
    if (value_of(variables, "log_bin") != "ON") return good("database.sync_binlog", "no binlog");
    return must_be(variables, "sync_binlog", "1",
                   "SET GLOBAL sync_binlog = 1, and in the server's file: with another value a "
                   "power cut loses what replicas have");
}

Finding check_strict(const Variables& session) {
    const std::string mode = value_of(session, "sql_mode");
    const bool is_strict = mode.find("STRICT_ALL_TABLES") != mode.npos ||
                           mode.find("STRICT_TRANS_TABLES") != mode.npos;
    if (is_strict) return good("database.sql_mode", "strict");
    return bad("database.sql_mode", mode, "our sessions must be strict: values would be cut");
}

Finding check_packet(const Variables& variables) {
    const std::string value = value_of(variables, "max_allowed_packet");
    if (std::atoll(value.c_str()) >= kPacketBytesMin) {
        return good("database.max_allowed_packet", value + " bytes");
    }
    return bad("database.max_allowed_packet", value + " bytes",
               "set max_allowed_packet = 64M: a batch of the ledger is one statement");
}

Finding check_isolation(const Variables& session) {
    const std::string value = value_of(session, "isolation");
    if (value == "READ-COMMITTED") return good("database.isolation", value);
    return bad("database.isolation", value, "our sessions must be READ COMMITTED");
}

Finding check_characters(const Variables& variables, const Variables& session) {
    const std::string ours = value_of(session, "character_set_client");
    const std::string server = value_of(variables, "character_set_server");
    if (ours != "utf8mb4") {
        return bad("database.character_set", "of our session: " + ours, "must be utf8mb4");
    }
    if (server == "utf8mb4") return good("database.character_set", server);
    return warn("database.character_set", "of the server: " + server,
                "set character-set-server = utf8mb4: tables made by hand would differ from ours");
}

Finding check_writable(const Variables& variables) {
    const std::string value = value_of(variables, "read_only");
    if (value == "OFF" || value == "0") return good("database.read_only", "OFF");
    return bad("database.read_only", value,
               "this is a replica, or was fenced off: find the primary");
}

std::string names(const std::vector<AppliedMigration>& migrations) {
    std::string text;
    for (const auto& one : migrations) text += (text.empty() ? "" : ", ") + one.name;
    return text;
}

}  // namespace

Findings check_settings(const DatabaseFacts& facts) {
    return {check_version(value_of(facts.variables, "version")),
            must_be(facts.variables, "innodb_flush_log_at_trx_commit", "1",
                    "SET GLOBAL innodb_flush_log_at_trx_commit = 1, and in the server's file: with "
                    "another value a power cut loses what we have acknowledged"),
            check_binlog(facts.variables),
            check_strict(facts.session),
            check_packet(facts.variables),
            check_isolation(facts.session),
            check_characters(facts.variables, facts.session),
            check_writable(facts.variables)};
}

Finding check_migrations(const std::vector<AppliedMigration>& known,
                         const std::vector<AppliedMigration>& applied) {
    const std::string check = "database.migrations";
    std::vector<AppliedMigration> missing;
    std::vector<AppliedMigration> changed;
    std::vector<AppliedMigration> unknown;
    for (const auto& one : known) {
        const auto found = std::ranges::find(applied, one.number, &AppliedMigration::number);
        if (found == applied.end()) missing.push_back(one);
        if (found != applied.end() && *found != one) changed.push_back(one);
    }
    for (const auto& one : applied) {
        const auto found = std::ranges::find(known, one.number, &AppliedMigration::number);
        if (found == known.end()) unknown.push_back(one);
    }
    if (!missing.empty()) {
        return bad(check, "not applied: " + names(missing), "run backstopctl migrate");
    }
    if (!changed.empty()) {
        return bad(check, "applied with another text: " + names(changed),
                   "the database was made by another version: find out which, do not migrate");
    }
    if (!unknown.empty()) {
        return bad(check, "applied and not known here: " + names(unknown),
                   "this backstopctl is older than the database: use the newer one");
    }
    return good(check, "all " + std::to_string(known.size()) + " are applied");
}

}  // namespace ctl
