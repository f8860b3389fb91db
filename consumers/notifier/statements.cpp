#include "consumers/notifier/statements.h"

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace notifier {
namespace {

constexpr size_t kReasonBytes = 200;  // of the column; reasons are ASCII
constexpr size_t kWaitsBytes = 100;

std::vector<std::string> ids_of(const std::vector<Change>& changes) {
    std::vector<std::string> ids;
    ids.reserve(changes.size());
    for (const Change& change : changes) ids.push_back(change.id);
    return ids;
}

std::string due_of(const std::vector<Change>& changes) {
    std::string sql = "CASE id";
    bool any = false;
    for (const Change& change : changes) {
        if (change.due_us == 0) continue;
        any = true;
        sql.append(" WHEN ");
        db::append_text(sql, change.id);
        sql.append(" THEN ").append(std::to_string(change.due_us));
    }
    return any ? sql.append(" ELSE 0 END") : "0";
}

std::string of(const char* state, const TableLane& lane) {
    return std::string{" FROM notices WHERE state='"} + state + "' AND channel='" +
           std::string{events::name_of(lane.channel)} + "' AND urgent=" + (lane.urgent ? "1" : "0");
}

// None was changed before it was created: the index by_state ends the search.
std::string unchanged_since(int64_t before_us, size_t most) {
    const std::string before = std::to_string(before_us);
    return " AND created_us<" + before + " AND changed_us<" + before +
           " ORDER BY created_us LIMIT " + std::to_string(most);
}

}  // namespace

std::string select_notices(const std::vector<std::string>& ids) {
    return "SELECT n.id,n.account,COALESCE(c.name,''),IF(n.recipient<>'',n.recipient,"
           "COALESCE(CASE n.channel WHEN 'email' THEN c.email WHEN 'sms' THEN c.mobile "
           "ELSE c.device END,'')),n.channel+0,n.template,"
           "IF(n.language<>'',n.language,COALESCE(c.language,'en')),n.fields,n.created_us,"
           "n.expires_us,n.state+0,n.attempts,n.changed_us,n.due_us,n.reason FROM notices n LEFT "
           "JOIN customers c ON "
           "c.account=n.account WHERE n.id IN " +
           db::text_list(ids);
}

Notice notice_of(const db::Row& row) {
    db::Columns columns{row};
    Notice notice;
    notice.id = columns.text();
    notice.account = columns.text();
    notice.name = columns.text();
    notice.recipient = columns.text();
    notice.channel = columns.choice<Channel>();
    notice.name_of_template = columns.text();
    notice.language = columns.text();
    notice.fields = columns.text();
    notice.created_us = columns.integer();
    notice.expires_us = columns.integer();
    notice.state = columns.choice<State>();
    notice.attempts = columns.as<uint32_t>();
    notice.changed_us = columns.integer();
    notice.due_us = columns.integer();
    notice.reason = columns.text();
    return notice;
}

std::string lock_notices(const std::vector<std::string>& ids) {
    return "SELECT id,state+0,attempts FROM notices WHERE id IN " + db::text_list(ids) +
           " FOR UPDATE";
}

std::string update_notices(const std::vector<Change>& alike, int64_t now_us) {
    const Change& change = alike.at(0);
    std::string sql = "UPDATE notices SET state=";
    db::append_text(sql, name_of(change.to));
    if (change.to == State::Sending) sql.append(",attempts=attempts+1");
    sql.append(",reason=");
    db::append_text(sql, std::string_view{change.reason}.substr(0, kReasonBytes));
    sql.append(",due_us=").append(due_of(alike));
    sql.append(",waits=");
    db::append_text(sql, std::string_view{change.waits}.substr(0, kWaitsBytes));
    sql.append(",changed_us=").append(std::to_string(now_us));
    sql.append(" WHERE state=");
    db::append_text(sql, name_of(change.from));
    sql.append(" AND attempts=").append(std::to_string(change.attempts));
    return sql.append(" AND id IN ").append(db::text_list(ids_of(alike)));
}

std::string select_due(const TableLane& lane, int64_t now_us, size_t most) {
    return "SELECT id" + of("queued", lane) + " AND due_us BETWEEN 1 AND " +
           std::to_string(now_us) + " ORDER BY due_us LIMIT " + std::to_string(most);
}

std::string select_oldest_failed(const TableLane& lane) {
    return "SELECT COALESCE(MIN(created_us),0)" + of("queued", lane) +
           " AND due_us>0 AND reason<>''";
}

std::string select_lost(const TableLane& lane, int64_t before_us, size_t most) {
    return "SELECT id" + of("queued", lane) + " AND due_us=0" + unchanged_since(before_us, most);
}

std::string select_stalled(const TableLane& lane, int64_t before_us, size_t most) {
    return "SELECT id" + of("sending", lane) + unchanged_since(before_us, most);
}

std::string note_lane(const TableLane& lane, const Hold& hold, int64_t now_us) {
    std::string sql = "INSERT INTO notice_lanes (channel,urgent,waits,until_us,seen_us) VALUES (";
    db::append_text(sql, events::name_of(lane.channel));
    sql.append(lane.urgent ? ",1," : ",0,");
    db::append_text(sql, std::string_view{hold.why}.substr(0, kReasonBytes));
    sql.append(",").append(std::to_string(hold.until_us));
    sql.append(",").append(std::to_string(now_us));
    return sql.append(
        ") ON DUPLICATE KEY UPDATE waits=VALUES(waits),until_us=VALUES(until_us),"
        "seen_us=VALUES(seen_us)");
}

std::string renew(const std::vector<std::string>& ids, int64_t before_us, int64_t now_us) {
    return "UPDATE notices SET changed_us=" + std::to_string(now_us) +
           " WHERE state='sending' AND changed_us<" + std::to_string(before_us) + " AND id IN " +
           db::text_list(ids);
}

}  // namespace notifier
