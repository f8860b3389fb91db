#include "producers/ctl/evidence/audit_command.h"

#include <fmt/core.h>

#include "common/audit/audit.h"
#include "common/base/clock.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/operators/operator_store.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/table.h"

namespace ctl {

using db::literal;

namespace {

using base::Result;

constexpr std::string_view kAuditList = "audit list";

struct AuditRow {
    int64_t id = 0;
    int64_t at_us = 0;
    audit::Person who;
    std::string action;
    std::string detail;
    audit::Change change;
};

Result<std::vector<AuditRow>> read_rows(db::Session& session, const AuditOptions& options) {
    std::string where = "WHERE 1=1";
    if (!options.who.empty()) where += " AND who=" + literal(options.who);
    if (!options.action.empty()) where += " AND LOCATE(" + literal(options.action) + ",action)=1";
    const auto rows = session.query(
        "SELECT id,at_us,who,os_user,host,by_token,action,detail,COALESCE(was,''),"
        "COALESCE(became,'') FROM audit " +
        where + " ORDER BY id DESC LIMIT " + std::to_string(options.limit));
    if (!rows.ok()) return rows.error();
    std::vector<AuditRow> all;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        AuditRow& one = all.emplace_back();
        one.id = columns.integer();
        one.at_us = columns.integer();
        one.who.name = columns.text();
        one.who.os_user = columns.text();
        one.who.host = columns.text();
        one.who.by_token = columns.flag();
        one.action = columns.text();
        one.detail = columns.text();
        one.change.before = columns.text();
        one.change.after = columns.text();
    }
    return all;
}

void write(events::JsonText& json, const AuditRow& one) {
    json.integer("id", one.id);
    json.integer("at_us", one.at_us);
    json.text("who", one.who.name);
    json.text("os_user", one.who.os_user);
    json.text("host", one.who.host);
    json.flag("by_token", one.who.by_token);
    json.text("action", one.action);
    json.text("detail", one.detail);
    json.key("was");
    json.raw(one.change.before.empty() ? "null" : one.change.before);
    json.key("became");
    json.raw(one.change.after.empty() ? "null" : one.change.after);
}

void print(const std::vector<AuditRow>& rows, bool as_json) {
    if (as_json) {
        return fmt::print("{}\n", list_json("rows", rows, write));
    }
    Table table{{{"ID", Table::Align::Right}, {"AT"}, {"WHO"}, {"FROM"}, {"ACTION"}, {"DETAIL"}}};
    for (const AuditRow& one : rows) {
        table.add({std::to_string(one.id), india_time(one.at_us),
                   one.who.name + (one.who.by_token ? " (token)" : ""),
                   one.who.os_user + "@" + one.who.host, one.action, one.detail});
    }
    fmt::print("{}", table.empty() ? "no acts that fit\n" : table.text());
}

}  // namespace

int list_audit(const AuditOptions& options) {
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kAuditList, opened.error());
    db::Session& session = *opened.value().session;
    const auto me = acting(session, options.by);
    if (!me.ok()) return failed(kAuditList, me.error());
    const auto may = operators::check_audit_reader(session, me.value());
    if (!may.ok()) return failed(kAuditList, may.error());
    const auto rows = read_rows(session, options);
    if (!rows.ok()) return failed(kAuditList, rows.error());
    const auto noted = audit::record(session, base::wall_now().us, me.value(), kAuditList,
                                     std::to_string(rows.value().size()) + " rows");
    if (!noted.ok()) return failed(kAuditList, noted.error());
    print(rows.value(), options.json);
    return kDone;
}

}  // namespace ctl
