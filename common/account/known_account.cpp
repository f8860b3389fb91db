#include "common/account/known_account.h"

#include <array>

#include "common/db/literal.h"

namespace account {
namespace {

constexpr std::array<const char*, 8> kTables{"customers", "positions", "orders",  "trades",
                                             "commands",  "exits",     "notices", "parked"};

// "; others that begin with AA: AA0000001 AA0000002"; empty where there are none, or it cannot be
// asked.
std::string alike(db::Session& session, const std::string& account) {
    constexpr size_t kBeginning = 2;  // letters; of an account neither % nor _ is one
    constexpr int kShownMax = 3;
    const std::string beginning = account.substr(0, kBeginning);
    const auto rows = session.query("SELECT account FROM customers WHERE account LIKE " +
                                    db::literal(beginning + "%") + " ORDER BY account LIMIT " +
                                    std::to_string(kShownMax));
    if (!rows.ok() || rows.value().empty()) return {};
    std::string text = "; others that begin with " + beginning + ":";
    for (const db::Row& row : rows.value()) text += " " + row[0].value_or("");
    return text;
}

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
    return base::invalid("account: no account " + account + " is known here" +
                         alike(session, account));
}

base::Status check_account_of_empty(db::Session& session, const std::string& account,
                                    bool list_is_empty) {
    if (account.empty() || !list_is_empty) return base::Unit{};
    return check_account(session, account);
}

}  // namespace account
