#include "common/audit/audit.h"

#include "common/audit/masking.h"
#include "common/db/literal.h"

namespace audit {
namespace {

void append_json(std::string& sql, const std::string& json) {
    if (json.empty()) {
        sql += ",NULL";
        return;
    }
    sql.push_back(',');
    const std::string left_out = "{\"left_out_bytes\":" + std::to_string(json.size()) + "}";
    db::append_text(sql, json.size() > kChangeBytesMax ? left_out : json);
}

}  // namespace

base::Status record(db::Session& session, int64_t now_us, const Person& who,
                    std::string_view action, std::string_view detail, const Change& change) {
    std::string sql =
        "INSERT INTO audit (at_us,who,os_user,host,by_token,action,detail,was,became) VALUES (";
    db::append_integer(sql, now_us);
    for (const std::string& text : {who.name, who.os_user, who.host}) {
        sql.push_back(',');
        db::append_text(sql, text);
    }
    sql += who.by_token ? ",1" : ",0";
    const std::string shown = masked(detail);
    for (const std::string_view text : {action, std::string_view{shown}}) {
        sql.push_back(',');
        db::append_text(sql, text);
    }
    append_json(sql, change.before);
    append_json(sql, change.after);
    sql.push_back(')');
    const auto done = session.execute(sql);
    if (!done.ok()) return done.error();
    return base::Unit{};
}

}  // namespace audit
