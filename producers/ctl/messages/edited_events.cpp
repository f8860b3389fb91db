#include "producers/ctl/messages/edited_events.h"

#include <fmt/core.h>

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "producers/ctl/table.h"

namespace ctl {

base::Result<std::vector<EditedEvent>> read_edited(db::Session& session, const ParkedFilter& filter,
                                                   int64_t limit) {
    // What is parked still is listed as that.
    std::string sql =
        "SELECT LOWER(HEX(e.digest)),e.account,e.day,MAX(e.by_whom),MAX(e.at_us) FROM "
        "edited_events e WHERE NOT EXISTS (SELECT 1 FROM parked p WHERE p.digest=e.digest)";
    if (!filter.account.empty()) sql += " AND e.account=" + db::literal(filter.account);
    if (filter.day) sql += " AND e.day=" + std::to_string(*filter.day);
    const auto rows = session.query(
        sql + " GROUP BY e.digest,e.account,e.day ORDER BY 5 DESC LIMIT " + std::to_string(limit));
    if (!rows.ok()) return rows.error();
    std::vector<EditedEvent> all;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        EditedEvent& one = all.emplace_back();
        one.digest = columns.text();
        one.account = columns.text();
        one.day = columns.integer();
        one.by = columns.text();
        one.at_us = columns.integer();
    }
    return all;
}

std::string edited_text(const std::vector<EditedEvent>& all) {
    std::string text;
    for (const EditedEvent& one : all) {
        text += fmt::format(
            "edited: {} of {}, sent again by {} on {}: its exits of {} are held as far as they "
            "rest "
            "on it\n",
            one.digest, one.account, one.by, india_time(one.at_us), one.day);
    }
    return text;
}

void write_edited(events::JsonText& json, const std::vector<EditedEvent>& all) {
    json.objects("edited", all, [](events::JsonText& to, const EditedEvent& one) {
        to.text("digest", one.digest);
        to.text("account", one.account);
        to.integer("day", one.day);
        to.text("by", one.by);
        to.integer("at_us", one.at_us);
    });
}

}  // namespace ctl
