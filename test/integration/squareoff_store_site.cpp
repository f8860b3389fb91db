#include "test/integration/squareoff_store_site.h"

#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "common/db/migrations.h"
#include "common/events/partition.h"

namespace squareoff::test {
namespace {

std::string environment(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? "" : text;
}

// The value, or an exception with the reason.
template <class Value>
Value must_be(base::Result<Value> outcome) {
    if (!outcome.ok()) throw std::runtime_error{outcome.error().what};
    return std::move(outcome).value();
}

void migrate_once(db::Session& session) {
    static bool done = false;
    if (done) return;
    const auto migrations = must_be(db::read_migrations(SQL_FOLDER));
    must_be(db::migrate(session, migrations));
    done = true;
}

}  // namespace

db::DatabaseConfig database_config() {
    db::DatabaseConfig config;
    config.port = std::atoi(environment("BACKSTOP_DATABASE_PORT").c_str());
    config.password = environment("BACKSTOP_DATABASE_PASSWORD");
    return config;
}

Site::Site() : session_{database_config()} {
    must_be(session_.connect());
    migrate_once(session_);
    for (const char* table : {"orders",
                              "positions",
                              "watermarks",
                              "parked",
                              "instruments",
                              "former_instruments",  // what the line above has left there
                              "customers",
                              "commands",
                              "command_rows",
                              "command_conflicts",
                              "exits",
                              "prices",
                              "order_sessions",
                              "differences",
                              "told_times",
                              "held_events",
                              "record_heads",
                              "cutoff_accounts",
                              "cutoff_days",
                              "cutoff_confirmations",
                              "notices"}) {
        execute(std::string{"DELETE FROM "} + table);
    }
    site(true, 1);
    open_day(kDay);
}

std::vector<db::Row> Site::query(const std::string& sql) { return must_be(session_.query(sql)); }

std::string Site::value(const std::string& sql) {
    const auto rows = query(sql);
    return rows.empty() ? "" : rows.front().front().value_or("NULL");
}

void Site::execute(const std::string& sql) { must_be(session_.execute(sql)); }

void Site::site(bool active, int64_t epoch) {
    execute(std::string{"UPDATE site_state SET state='"} + (active ? "ACTIVE" : "STANDBY") +
            "',since_us=2,epoch=" + std::to_string(epoch));
}

void Site::open_day(uint32_t day) {
    execute("REPLACE INTO trading_day (day,opened_us,ends_us,by_whom,reason) VALUES (" +
            std::to_string(day) + ",1,9223372036854775807,'test','test')");
}

void Site::instruments(int count) {
    for (int token = 1; token <= count; ++token) {
        const std::string text = std::to_string(token);
        execute("INSERT INTO instruments VALUES ('NSE','CM'," + text + ",'S" + text +
                "','EQ',0,0,'',1,500,0,0,0,0,1000000,0,0)");
    }
}

void Site::accounts(const std::vector<std::string>& names, int positions) {
    std::string sql = "INSERT INTO positions VALUES ";
    for (const std::string& name : names) {
        for (int token = 1; token <= positions; ++token) {
            if (sql.back() == ')') sql += ",";
            sql += "('" + name + "'," + std::to_string(kDay) + ",'NSE','CM'," +
                   std::to_string(token) + ",'MIS',0,0,100,100000000,0,0)";
        }
    }
    execute(sql);
}

void Site::pending(const std::string& account, const std::string& id, int token, int64_t quantity) {
    const std::string text = std::to_string(quantity);
    execute("INSERT INTO orders " + kOrderColumns + " VALUES ('" + account + "'," +
            std::to_string(kDay) + ",'NSE','CM','" + id + "','M" + id + "'," +
            std::to_string(token) + ",'MIS','sell','limit','day'," + text + ",0," + text +
            ",1100000,0,'open','','primary','e1',0)");
}

std::vector<std::string> accounts_of(int32_t partition, int32_t partitions, size_t count) {
    std::vector<std::string> names;
    for (int number = 10'000; names.size() < count; ++number) {
        const std::string name = "A" + std::to_string(number);
        if (events::partition_of(name, partitions) == partition) names.push_back(name);
    }
    return names;
}

events::Command exit_all(const std::string& id, const std::string& account, int64_t epoch) {
    events::Command command;
    command.id = id;
    command.account = account;
    command.day = kDay;
    command.action = events::CommandAction::Exit;
    command.who = "test";
    command.epoch = epoch;
    command.issued_us = 1;
    command.expires_us = 60'000'000;
    return command;
}

Work work_of(const std::vector<events::Command>& commands, int64_t now_us) {
    Work work;
    work.day = kDay;
    work.now_us = now_us;
    for (const events::Command& command : commands) {
        work.commands.push_back({command, events::encode(command)});
    }
    return work;
}

Work look_at(const std::vector<std::string>& accounts, int64_t now_us) {
    Work work;
    work.day = kDay;
    work.now_us = now_us;
    for (const std::string& account : accounts) work.touched.push_back({account, "", 0});
    return work;
}

Store::Context context(int32_t partition, int32_t partitions) {
    return {database_config(), partition, partitions, {}, {{events::Exchange::Nse, "nse-1"}}};
}

}  // namespace squareoff::test
