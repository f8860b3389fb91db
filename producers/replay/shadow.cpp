#include "producers/replay/shadow.h"

#include "common/db/literal.h"
#include "producers/replay/tables.h"

namespace replay {

using base::Status;
using base::Unit;

namespace {

db::DatabaseConfig beside(db::DatabaseConfig config, const std::string& suffix) {
    config.name += "_shadow_" + suffix;
    return config;
}

}  // namespace

Shadow::Shadow(const db::DatabaseConfig& live, const std::string& suffix)
    : live_name_{live.name}, config_{beside(live, suffix)}, session_{live} {}

base::Result<bool> Shadow::has(std::string_view table) {
    std::string look = "SELECT 1 FROM information_schema.tables WHERE table_schema=";
    db::append_text(look, name());
    db::append_text(look.append(" AND table_name="), table);
    const auto rows = session_.query(look);
    if (!rows.ok()) return rows.error();
    return !rows.value().empty();
}

Status Shadow::open(const std::string& purpose, bool fresh) {
    const auto made = has("replay");
    if (!made.ok()) return made.error();
    if (!made.value()) return create(purpose);
    const auto rows = session_.query("SELECT purpose FROM `" + name() + "`.replay");
    if (!rows.ok()) return rows.error();
    // The row is written last: without one, the making was cut off.
    if (rows.value().empty()) return create(purpose);
    const auto whole = has(kBooks[0]);
    if (!whole.ok()) return whole.error();
    if (!whole.value()) {
        return base::Error{base::Errc::Invalid,
                           "a swap was cut off behind the exchange; run it again, it will finish"};
    }
    if (fresh) return create(purpose);
    if (rows.value()[0][0] != purpose) {
        return base::Error{base::Errc::Invalid, name() + " holds another replay (" +
                                                    rows.value()[0][0].value_or("") +
                                                    "); --fresh drops it"};
    }
    resumed_ = true;
    const auto used = session_.execute("USE `" + name() + "`");
    if (!used.ok()) return used.error();
    return Unit{};
}

Status Shadow::create(const std::string& purpose) {
    if (Status dropped = drop(); !dropped.ok()) return dropped;
    std::vector<std::string> statements{"CREATE DATABASE `" + name() + "`", "USE `" + name() + "`"};
    const auto make = [&](std::string_view table) {
        const std::string text{table};
        statements.push_back("CREATE TABLE " + text + " LIKE `" + live_name_ + "`." + text);
    };
    for (const std::string_view table : kBooks) make(table);
    for (const std::string_view table : kComputed) make(table);
    statements.emplace_back("CREATE TABLE replay (purpose TEXT NOT NULL) CHARACTER SET utf8mb4");
    std::string made_for = "INSERT INTO replay VALUES (";
    db::append_text(made_for, purpose);
    statements.push_back(made_for.append(")"));
    for (const std::string& sql : statements) {
        if (const auto done = session_.execute(sql); !done.ok()) return done.error();
    }
    return Unit{};
}

Status Shadow::drop() {
    const auto done = session_.execute("DROP DATABASE IF EXISTS `" + name() + "`");
    if (!done.ok()) return done.error();
    return Unit{};
}

base::Error Shadow::after(base::Error failed) {
    if (failed.code != base::Errc::Invalid) return failed;
    if (Status dropped = drop(); !dropped.ok()) {
        failed.what += "; and " + name() + " could not be dropped: " + dropped.error().what;
    }
    return failed;
}

Status Shadow::carry_open(const Selection& selection) {
    const std::string columns =
        "account,day,exchange,segment,token,product,open_quantity,open_value,buy_quantity,"
        "buy_value,sell_quantity,sell_value";
    std::string sql = "INSERT INTO `" + name() + "`.positions (" + columns +
                      ") SELECT account,day,exchange,segment,token,product,open_quantity,"
                      "open_value,0,0,0,0 FROM `" +
                      live_name_ + "`.positions AS live WHERE day=";
    db::append_integer(sql, selection.day);
    if (!selection.account.empty()) db::append_text(sql.append(" AND account="), selection.account);
    sql.append(
        " AND (open_quantity<>0 OR open_value<>0) ON DUPLICATE KEY UPDATE "
        "open_quantity=VALUES(open_quantity),open_value=VALUES(open_value)");
    if (const auto done = session_.execute(sql); !done.ok()) return done.error();
    return Unit{};
}

Status Shadow::take_pruned(uint32_t day) {
    const std::string live = "`" + live_name_ + "`.";
    const std::string statements[] = {
        "CREATE TABLE IF NOT EXISTS pruned_parked (digest BINARY(16) NOT NULL PRIMARY KEY)",
        "DELETE FROM pruned_parked",
        "INSERT INTO pruned_parked SELECT digest FROM " + live +
            "pruned_parked AS gone WHERE day IN "
            "(0," +
            std::to_string(day) + ") AND NOT EXISTS (SELECT 1 FROM " + live +
            "parked AS still WHERE still.digest=gone.digest) AND NOT EXISTS (SELECT 1 FROM " +
            live + "parked_settled AS settled WHERE settled.digest=gone.digest)"};
    for (const std::string& sql : statements) {
        if (const auto done = session_.execute(sql); !done.ok()) return done.error();
    }
    return Unit{};
}

base::Result<std::vector<db::Row>> Shadow::query(std::string_view sql) {
    return session_.query(sql);
}

base::Result<uint64_t> Shadow::execute(std::string_view sql) { return session_.execute(sql); }

}  // namespace replay
