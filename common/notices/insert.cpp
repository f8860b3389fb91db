#include "common/notices/insert.h"

namespace notices {

using Type = db::Rows::Type;

db::Rows rows_of(const std::vector<Notice>& notices, const std::vector<std::string>& fields) {
    // Not INSERT IGNORE: that would also write a value cut short, or an unknown channel as ''.
    db::Rows rows{
        "INSERT INTO notices (id,account,recipient,channel,urgent,template,language,fields,"
        "created_us,expires_us,changed_us,broadcast) VALUES ",
        {Type::Text, Type::Text, Type::Text, Type::Choice, Type::Integer, Type::Text, Type::Choice,
         Type::Text, Type::Integer, Type::Integer, Type::Integer, Type::Text},
        " ON DUPLICATE KEY UPDATE id=notices.id"};
    rows.reserve(notices.size());
    for (size_t i = 0; i < notices.size(); ++i) {
        const Notice& notice = notices[i];
        rows.text(notice.id).text(notice.account).text(notice.recipient).choice(notice.channel);
        rows.integer(notice.urgent ? 1 : 0).text(notice.name_of_template).choice(notice.language);
        rows.text(fields[i]).integer(notice.created_us).integer(notice.expires_us);
        rows.integer(notice.created_us).text(notice.broadcast);
    }
    return rows;
}

base::Status insert(db::Session& session, const std::vector<Notice>& notices) {
    std::vector<std::string> fields;
    fields.reserve(notices.size());
    for (const Notice& notice : notices) {
        if (std::string why = problem_of(notice); !why.empty()) {
            return base::Error{base::Errc::Invalid, "notice " + notice.id + ": " + why};
        }
        fields.push_back(json_of(notice.fields));
    }
    return session.execute(rows_of(notices, fields));
}

}  // namespace notices
