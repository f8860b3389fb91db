#include "producers/ctl/notices/notice_list.h"

#include <algorithm>

#include "common/audit/masking.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/json_text.h"
#include "producers/ctl/notices/waiting_text.h"
#include "producers/ctl/table.h"

namespace ctl {

using db::literal;

namespace {

// For LIKE, where _ and % would stand for any character.
std::string literally(std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        if (c == '_' || c == '%' || c == '|') pattern.push_back('|');
        pattern.push_back(c);
    }
    return pattern;
}

ListedNotice read_row(const db::Row& row, int64_t now_us) {
    db::Columns columns{row};
    ListedNotice one;
    one.id = columns.text();
    one.account = columns.text();
    one.recipient = audit::masked_recipient(columns.text());
    one.channel = columns.text();
    one.name_of_template = columns.text();
    one.state = columns.text();
    one.reason = columns.text();
    one.urgent = columns.flag();
    one.attempts = columns.integer();
    one.created_us = columns.integer();
    one.changed_us = columns.integer();
    Waiting waiting;
    waiting.due_us = one.due_us = columns.integer();
    waiting.why = columns.text();
    waiting.lane_why = columns.text();
    waiting.lane_until_us = columns.integer();
    waiting.lane_seen_us = columns.integer();
    waiting.state = *events::by_name<notices::State>(one.state);
    one.waits = waiting_text(waiting, now_us);
    return one;
}

// "smtp: RCPT TO: 451; again not before 11:32:05 IST"
std::string with_waits(const std::string& reason, const std::string& waits) {
    return reason.empty() || waits.empty() ? reason + waits : reason + "; " + waits;
}

void write_notice(events::JsonText& json, const ListedNotice& one) {
    json.text("id", one.id);
    json.text("account", one.account);
    json.text("recipient", one.recipient);
    json.text("channel", one.channel);
    json.flag("urgent", one.urgent);
    json.text("template", one.name_of_template);
    json.text("state", one.state);
    json.text("reason", audit::masked(one.reason));
    json.text("waits", one.waits);
    json.integer("due_us", one.due_us);
    json.integer("attempts", one.attempts);
    json.integer("created_us", one.created_us);
    json.integer("changed_us", one.changed_us);
}

}  // namespace

std::string where_of(const NoticeFilter& filter) {
    std::string where = " WHERE 1=1";
    if (!filter.account.empty()) where += " AND account=" + literal(filter.account);
    if (!filter.state.empty()) where += " AND state=" + literal(filter.state);
    if (!filter.id.empty()) {
        where += " AND (id=" + literal(filter.id) + " OR broadcast=" + literal(filter.id) +
                 " OR id LIKE " + literal("notify:" + literally(filter.id) + ":%") + " ESCAPE '|')";
    }
    return where;
}

base::Result<NoticeList> read_notices(db::Session& session, const NoticeFilter& filter,
                                      int64_t limit, int64_t now_us) {
    const std::string where = where_of(filter);
    NoticeList list;
    const auto counts =
        session.query("SELECT state+0,COUNT(*) FROM notices" + where + " GROUP BY state");
    if (!counts.ok()) return counts.error();
    for (const db::Row& row : counts.value()) {
        db::Columns columns{row};
        const auto state = static_cast<size_t>(columns.choice<notices::State>());
        list.by_state.at(state) = columns.integer();
    }
    const auto rows = session.query(
        "SELECT id,account,IF(recipient<>'',recipient,COALESCE((SELECT CASE n.channel WHEN 'email' "
        "THEN c.email WHEN 'sms' THEN c.mobile ELSE c.device END FROM customers c WHERE "
        "c.account=n.account),'')),n.channel,template,state,reason,n.urgent,attempts,created_us,"
        "changed_us,due_us,n.waits,COALESCE(l.waits,''),COALESCE(l.until_us,0),"
        "COALESCE(l.seen_us,0) FROM notices n LEFT JOIN notice_lanes l ON l.channel=n.channel AND "
        "l.urgent=n.urgent" +
        where + " ORDER BY created_us DESC,id LIMIT " + std::to_string(limit));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) list.newest.push_back(read_row(row, now_us));
    return list;
}

bool is_empty(const NoticeList& list) {
    return std::ranges::all_of(list.by_state, [](int64_t count) { return count == 0; });
}

std::string notices_table(const NoticeList& list) {
    if (is_empty(list)) return "no notices\n";
    std::string text;
    for (size_t i = 0; i < list.by_state.size(); ++i) {
        text += std::string{i == 0 ? "" : ", "} + std::string{events::kNames<notices::State>[i]} +
                " " + std::to_string(list.by_state[i]);
    }
    text += '\n';
    Table table{{{"CREATED"},
                 {"ACCOUNT"},
                 {"TO"},
                 {"CHANNEL"},
                 {"TEMPLATE"},
                 {"STATE"},
                 {"TRIES", Table::Align::Right},
                 {"ID"},
                 {"REASON"}}};
    for (const ListedNotice& one : list.newest) {
        table.add({india_time(one.created_us), one.account,
                   one.recipient.empty() ? "no address" : one.recipient, one.channel,
                   one.name_of_template, one.state, std::to_string(one.attempts), one.id,
                   with_waits(audit::masked(one.reason), one.waits)});
    }
    return table.empty() ? text : text + table.text();
}

std::string notices_json(const NoticeList& list) {
    events::JsonText json;
    json.open_object();
    json.key("by_state");
    json.open_object();
    for (size_t i = 0; i < list.by_state.size(); ++i) {
        json.integer(events::kNames<notices::State>[i], list.by_state[i]);
    }
    json.close_object();
    json.objects("newest", list.newest, write_notice);
    json.close_object();
    return json.take();
}

}  // namespace ctl
