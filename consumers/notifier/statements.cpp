#include "consumers/notifier/statements.h"

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace notifier {
namespace {

constexpr size_t kReasonBytes = 200;  // of the column; reasons are ASCII

}  // namespace

std::string select_notices(const std::vector<std::string>& ids) {
    return "SELECT n.id,n.account,COALESCE(c.name,''),IF(n.recipient<>'',n.recipient,"
           "COALESCE(CASE n.channel WHEN 'email' THEN c.email WHEN 'sms' THEN c.mobile "
           "ELSE c.device END,'')),n.channel+0,n.template,"
           "IF(n.language<>'',n.language,COALESCE(c.language,'en')),n.fields,n.created_us,"
           "n.expires_us,n.state+0,n.attempts,n.changed_us FROM notices n LEFT JOIN customers c ON "
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
    return notice;
}

std::string lock_notices(const std::vector<std::string>& ids) {
    return "SELECT id,state+0,attempts FROM notices WHERE id IN " + db::text_list(ids) +
           " FOR UPDATE";
}

std::string update_notices(const std::vector<std::string>& ids, const Change& change,
                           int64_t now_us) {
    std::string sql = "UPDATE notices SET state=";
    db::append_text(sql, name_of(change.to));
    if (change.to == State::Sending) sql.append(",attempts=attempts+1");
    sql.append(",reason=");
    db::append_text(sql, std::string_view{change.reason}.substr(0, kReasonBytes));
    sql.append(",changed_us=").append(std::to_string(now_us));
    sql.append(" WHERE state=");
    db::append_text(sql, name_of(change.from));
    sql.append(" AND attempts=").append(std::to_string(change.attempts));
    return sql.append(" AND id IN ").append(db::text_list(ids));
}

}  // namespace notifier
