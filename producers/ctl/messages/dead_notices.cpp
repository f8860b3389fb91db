#include <fmt/core.h>

#include "common/audit/audit.h"
#include "common/audit/masking.h"
#include "common/base/clock.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/json_text.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/messages/dlq_command.h"
#include "producers/ctl/messages/masking.h"
#include "producers/ctl/table.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using db::literal;

namespace {

using base::Result;
using base::Status;
using base::Unit;

struct DeadNotice {
    std::string id;
    std::string channel;
    std::string name_of_template;
    std::string reason;
    int64_t attempts = 0;
    int64_t changed_us = 0;
};

std::string where(const DlqOptions& options) {
    std::string sql = " WHERE state='dead'";
    if (!options.id.empty())
        sql += " AND LEFT(id," + std::to_string(options.id.size()) + ")=" + literal(options.id);
    if (!options.refused.empty()) sql += " AND INSTR(reason," + literal(options.refused) + ")>0";
    return sql;
}

Result<std::vector<DeadNotice>> read_dead(db::Session& session, const DlqOptions& options,
                                          const std::string& more) {
    const auto rows = session.query(
        "SELECT id,channel,template,reason,attempts,changed_us FROM notices" + where(options) +
        more + " ORDER BY changed_us DESC LIMIT " + std::to_string(options.limit));
    if (!rows.ok()) return rows.error();
    std::vector<DeadNotice> notices;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        DeadNotice notice;
        notice.id = columns.text();
        notice.channel = columns.text();
        notice.name_of_template = columns.text();
        notice.reason = columns.text();
        notice.attempts = columns.integer();
        notice.changed_us = columns.integer();
        notices.push_back(std::move(notice));
    }
    return notices;
}

void notice_json(events::JsonText& json, const DeadNotice& notice) {
    json.text("id", notice.id);
    json.text("channel", notice.channel);
    json.text("template", notice.name_of_template);
    json.text("reason", audit::masked(without_quoted(notice.reason)));
    json.integer("attempts", notice.attempts);
    json.integer("changed_us", notice.changed_us);
}

void print_notices(const std::vector<DeadNotice>& notices, bool as_json) {
    if (as_json) return fmt::print("{}\n", list_json("notices", notices, notice_json));
    Table table{
        {{"ID"}, {"CHANNEL"}, {"TEMPLATE"}, {"TRIES", Table::Align::Right}, {"DIED"}, {"REASON"}}};
    for (const DeadNotice& notice : notices) {
        table.add({notice.id, notice.channel, notice.name_of_template,
                   std::to_string(notice.attempts), india_time(notice.changed_us),
                   audit::masked(without_quoted(notice.reason))});
    }
    fmt::print("{}", notices.empty() ? "no dead notices\n" : table.text());
}

Status revive(db::Session& session, const DlqOptions& options, const audit::Person& who,
              const std::vector<DeadNotice>& notices, uint64_t& revived) {
    const std::string now = std::to_string(base::wall_now().us);
    return in_transaction(session, [&]() -> Status {
        for (const DeadNotice& notice : notices) {
            // Whoever was first has revived it, or the notifier has ended it anew.
            const auto done = session.execute(
                "UPDATE notices SET state='waiting',attempts=0,reason='',changed_us=" + now +
                " WHERE id=" + literal(notice.id) +
                " AND state='dead' AND changed_us=" + std::to_string(notice.changed_us));
            if (!done.ok()) return done.error();
            revived += done.value();
        }
        return audit::record(session, base::wall_now().us, who, "dlq redrive",
                             "notices, " + std::to_string(revived) + ": " + options.reason);
    });
}

}  // namespace

int list_dead_notices(const DlqOptions& options) {
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed("dlq list", opened.error());
    const auto notices = read_dead(*opened.value().session, options, "");
    if (!notices.ok()) return failed("dlq list", notices.error());
    print_notices(notices.value(), options.json);
    return kDone;
}

int redrive_dead_notices(const DlqOptions& options) {
    const bool any = !options.id.empty() || !options.refused.empty();
    if (any == options.all) return wrong_use("dlq redrive", "id: name one, or a filter, or --all");
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed("dlq redrive", opened.error());
    db::Session& session = *opened.value().session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed("dlq redrive", who.error());
    // What nobody wants to read any more would only die again.
    const auto notices =
        read_dead(session, options, " AND expires_us>" + std::to_string(base::wall_now().us));
    if (!notices.ok()) return failed("dlq redrive", notices.error());
    if (notices.value().empty()) {
        return failed("dlq redrive", "no dead notice fits that has not expired");
    }
    uint64_t revived = 0;
    if (!options.dry_run) {
        const Status done = revive(session, options, who.value(), notices.value(), revived);
        if (!done.ok()) return failed("dlq redrive", done.error());
    }
    print_notices(notices.value(), options.json);
    if (options.dry_run || revived == notices.value().size()) return kDone;
    return incomplete("dlq redrive", "some were no longer dead: " + std::to_string(revived) +
                                         " of " + std::to_string(notices.value().size()) +
                                         " wait again");
}

}  // namespace ctl
