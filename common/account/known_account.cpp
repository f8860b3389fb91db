#include "common/account/known_account.h"

#include <array>

#include "common/db/literal.h"

namespace account {
namespace {

constexpr std::array<const char*, 8> kTables{"customers", "positions", "orders",  "trades",
                                             "commands",  "exits",     "notices", "parked"};

}  // namespace

base::Status check_account(db::Session& session, const std::string& account) {
    const std::string name = db::literal(account);
    std::string sql;
    for (const char* table : kTables) {
        sql += std::string{sql.empty() ? "" : " UNION ALL "} + "(SELECT 1 FROM " + table +
               " WHERE account=" + name + " LIMIT 1)";
    }
    const auto rows = session.query(sql);
    if (!rows.ok()) return rows.error();
    if (!rows.value().empty()) return base::Unit{};
    return base::invalid("account: no account " + account + " is known here");
}

base::Status check_account_of_empty(db::Session& session, const std::string& account,
                                    bool list_is_empty) {
    if (account.empty() || !list_is_empty) return base::Unit{};
    return check_account(session, account);
}

}  // namespace account
