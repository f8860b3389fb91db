#include <doctest/doctest.h>

#include <algorithm>

#include "producers/ctl/doctor/doctor_checks.h"

using ctl::AppliedMigration;
using ctl::DatabaseFacts;
using ctl::Level;

namespace {

DatabaseFacts sound_database() {
    return {{{"version", "10.11.6-MariaDB-0+deb12u1"},
             {"innodb_flush_log_at_trx_commit", "1"},
             {"log_bin", "OFF"},
             {"sync_binlog", "0"},
             {"max_allowed_packet", "67108864"},
             {"character_set_server", "utf8mb4"},
             {"read_only", "OFF"}},
            {{"sql_mode", "STRICT_ALL_TABLES"},
             {"isolation", "READ-COMMITTED"},
             {"character_set_client", "utf8mb4"}}};
}

// How bad the check `name` is where the server says `value` of `variable`.
Level level_with(const std::string& variable, const std::string& value, const std::string& name) {
    DatabaseFacts facts = sound_database();
    (facts.session.contains(variable) ? facts.session : facts.variables)[variable] = value;
    const auto findings = ctl::check_settings(facts);
    const auto found = std::ranges::find(findings, name, &ctl::Finding::check);
    REQUIRE(found != findings.end());
    return found->level;
}

const AppliedMigration kFirst{1, "0001_books", "11"};
const AppliedMigration kSecondMigration{2, "0002_reference", "22"};

}  // namespace

TEST_CASE("ctl/doctor: a healthy database has nothing to tell") {
    for (const auto& one : ctl::check_settings(sound_database())) CHECK(one.level == Level::Ok);
}

TEST_CASE("ctl/doctor: what is committed must be on disk") {
    const std::string check = "database.innodb_flush_log_at_trx_commit";
    CHECK(level_with("innodb_flush_log_at_trx_commit", "2", check) == Level::Bad);
    CHECK(level_with("innodb_flush_log_at_trx_commit", "0", check) == Level::Bad);
    DatabaseFacts facts = sound_database();
    facts.variables["log_bin"] = "ON";
    CHECK_FALSE(ctl::all_hold(ctl::check_settings(facts)));
    facts.variables["sync_binlog"] = "1";
    CHECK(ctl::all_hold(ctl::check_settings(facts)));
}

TEST_CASE("ctl/doctor: settings of the server and of our sessions") {
    CHECK(level_with("sql_mode", "NO_ZERO_DATE", "database.sql_mode") == Level::Bad);
    CHECK(level_with("sql_mode", "STRICT_TRANS_TABLES", "database.sql_mode") == Level::Ok);
    CHECK(level_with("max_allowed_packet", "1048576", "database.max_allowed_packet") == Level::Bad);
    CHECK(level_with("isolation", "REPEATABLE-READ", "database.isolation") == Level::Bad);
    CHECK(level_with("character_set_client", "latin1", "database.character_set") == Level::Bad);
    CHECK(level_with("character_set_server", "latin1", "database.character_set") == Level::Warn);
    CHECK(level_with("read_only", "ON", "database.read_only") == Level::Bad);
}

TEST_CASE("ctl/doctor: MariaDB from 10.6, MySQL from 8") {
    const auto level = [](const std::string& version) {
        return level_with("version", version, "database.version");
    };
    CHECK(level("10.6.0-MariaDB") == Level::Ok);
    CHECK(level("11.4.2-MariaDB") == Level::Ok);
    CHECK(level("10.5.9-MariaDB") == Level::Bad);
    CHECK(level("8.0.36") == Level::Ok);
    CHECK(level("5.7.44-log") == Level::Bad);
    CHECK(level("unknown") == Level::Bad);
}

TEST_CASE("ctl/doctor: a restored database without triggers is told") {
    const std::set<std::string> all{"instruments_deleted", "instruments_changed",
                                    "instruments_inserted"};
    CHECK(ctl::check_triggers(all).level == Level::Ok);
    const auto found = ctl::check_triggers({"instruments_deleted"});
    CHECK(found.level == Level::Bad);
    CHECK(found.found.find("instruments_changed") != std::string::npos);
}

TEST_CASE("ctl/doctor: privileges are told by name, and a password's hash never") {
    const std::string usage = "GRANT USAGE ON *.* TO `backstop`@`%` IDENTIFIED BY PASSWORD '*AB12'";
    const std::string ours = "GRANT ALL PRIVILEGES ON `backstop`.* TO `backstop`@`%`";
    CHECK(ctl::check_grants({usage, ours}).level == Level::Ok);
    const auto super =
        ctl::check_grants({"GRANT SUPER ON *.* TO `backstop`@`%` IDENTIFIED BY PASSWORD '*AB12'"});
    CHECK(super.level == Level::Warn);
    CHECK(super.found.find("SUPER") != super.found.npos);
    CHECK(super.found.find("AB12") == super.found.npos);
    CHECK(ctl::check_grants({usage, ours + " WITH GRANT OPTION"}).level == Level::Warn);
}

TEST_CASE("ctl/doctor: a warning where a broken glass would be told to nobody else") {
    operators::Operator ravi;
    ravi.name = "Ravi";
    ravi.email = "ravi@broker.example";
    operators::Operator asha;
    asha.name = "Asha";
    CHECK(ctl::check_operators({}).level == ctl::Level::Ok);
    const ctl::Finding alone = ctl::check_operators({asha, ravi});
    CHECK(alone.level == ctl::Level::Warn);
    CHECK(alone.found == "1 of 2 have an address, without: Asha");
    asha.mobile = "9876543210";
    CHECK(ctl::check_operators({asha, ravi}).level == ctl::Level::Ok);
    asha.revoked_us = 5;
    CHECK(ctl::check_operators({asha, ravi}).level == ctl::Level::Warn);
}

TEST_CASE("ctl/doctor: migrations that are missing, changed or of a later version") {
    CHECK(ctl::check_migrations({kFirst, kSecondMigration}, {kFirst, kSecondMigration}).level ==
          Level::Ok);
    const auto missing = ctl::check_migrations({kFirst, kSecondMigration}, {kFirst});
    CHECK(missing.found == "not applied: 0002_reference");
    const auto changed = ctl::check_migrations({kFirst}, {{1, "0001_books", "12"}});
    CHECK(changed.found == "applied with another text: 0001_books");
    const auto later = ctl::check_migrations({kFirst}, {kFirst, kSecondMigration});
    CHECK(later.found == "applied and not known here: 0002_reference");
    for (const auto& one : {missing, changed, later}) CHECK(one.level == Level::Bad);
}
