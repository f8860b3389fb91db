#include "producers/ctl/messages/parked_command.h"

#include <fmt/core.h>

#include "common/account/known_account.h"
#include "common/audit/audit.h"
#include "common/base/clock.h"
#include "common/events/json_text.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/messages/edited_events.h"
#include "producers/ctl/messages/filter_text.h"
#include "producers/ctl/messages/masking.h"
#include "producers/ctl/messages/whole_body.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using base::Result;
using base::Status;

constexpr std::string_view kList = "parked list";
constexpr std::string_view kParkedShow = "parked show";

void row_json(events::JsonText& json, const ParkedRow& row) {
    json.text("digest", row.digest);
    json.integer("partition", row.partition);
    json.text("source", row.source);
    json.integer("day", row.day);
    json.integer("seq", row.seq);
    json.text("reason", without_quoted(row.reason));
    json.integer("seen", row.seen);
    json.integer("parked_us", row.parked_us);
    json.integer("redriven", row.attempt);
    json.integer("bytes", row.body_bytes);
    json.integer("kept_bytes", row.kept_bytes);
}

std::string bytes_text(const ParkedRow& row) {
    const std::string bytes = std::to_string(row.body_bytes);
    return row.cut() ? bytes + ", " + std::to_string(row.kept_bytes) + " kept" : bytes;
}

void print_rows(const std::vector<ParkedRow>& rows, int64_t total,
                const std::vector<EditedEvent>& edited, bool as_json) {
    if (as_json) {
        events::JsonText json;
        json.open_object();
        json.integer("total", total);
        json.objects("rows", rows, [](events::JsonText& to, const ParkedRow& row) {
            row_json(to, row);
            to.text("account", row.account);
        });
        write_edited(json, edited);
        json.close_object();
        fmt::print("{}\n", json.take());
        return;
    }
    using Align = Table::Align;
    Table table{{{"DIGEST"},
                 {"PART", Align::Right},
                 {"SOURCE"},
                 {"DAY"},
                 {"SEQ", Align::Right},
                 {"ACCOUNT"},
                 {"PARKED"},
                 {"BYTES", Align::Right},
                 {"REASON"}}};
    for (const ParkedRow& row : rows) {
        table.add({row.digest, std::to_string(row.partition), row.source, std::to_string(row.day),
                   std::to_string(row.seq), row.account, india_time(row.parked_us), bytes_text(row),
                   without_quoted(row.reason)});
    }
    fmt::print("{}{} of {} parked\n{}", rows.empty() ? "" : table.text(), rows.size(), total,
               edited_text(edited));
}

void group_json(events::JsonText& json, const ReasonGroup& group) {
    json.text("reason", without_quoted(group.reason));
    json.text("source", group.source);
    json.integer("count", group.count);
    json.integer("oldest_us", group.oldest_us);
    json.integer("newest_us", group.newest_us);
}

void print_groups(const std::vector<ReasonGroup>& groups, bool as_json) {
    if (as_json) return fmt::print("{}\n", list_json("groups", groups, group_json));
    Table table{{{"COUNT", Table::Align::Right}, {"SOURCE"}, {"OLDEST"}, {"NEWEST"}, {"REASON"}}};
    for (const ReasonGroup& group : groups) {
        table.add({std::to_string(group.count), group.source, india_time(group.oldest_us),
                   india_time(group.newest_us), without_quoted(group.reason)});
    }
    fmt::print("{}", groups.empty() ? "nothing is parked\n" : table.text());
}

// What a person sees of the body: that of the record where the row has its beginning alone.
std::string shown_body(const Connection& connection, const ParkedRow& row, bool unmask) {
    if (!row.cut()) return pretty_body(row.body, unmask);
    const auto whole = read_whole_body(connection, row);
    if (whole.ok()) return pretty_body(whole.value(), unmask);
    return whole.error().what + (unmask ? "\n" + row.body : "");
}

void print_shown(const ParkedRow& row, const std::string& body, bool as_json) {
    if (as_json) {
        events::JsonText json;
        json.open_object();
        row_json(json, row);
        json.text("body", body);
        json.close_object();
        return fmt::print("{}\n", json.take());
    }
    fmt::print("digest     {}\npartition  {}\nsource     {}\nday        {}\nseq        {}\n",
               row.digest, row.partition, row.source, row.day, row.seq);
    fmt::print("reason     {}\nseen       {}\nparked     {}\nredriven   {}\nbytes      {}\n\n{}\n",
               without_quoted(row.reason), row.seen, india_time(row.parked_us), row.attempt,
               bytes_text(row), body);
}

}  // namespace

Result<ParkedFilter> parked_filter(const ParkedOptions& options, int64_t now_us) {
    ParkedFilter filter;
    if (!options.digest.empty()) {
        auto digest = read_digest_prefix(options.digest);
        if (!digest.ok()) return digest.error();
        filter.digest = std::move(digest).value();
    }
    if (!options.since.empty()) {
        const auto age = read_age(options.since);
        if (!age.ok()) return age.error();
        filter.since_us = now_us - age.value();
    }
    filter.reason = options.refused;
    filter.source = options.source;
    filter.account = options.account;
    filter.day = options.day;
    filter.partition = options.partition;
    return filter;
}

int list_parked(const ParkedOptions& options) {
    const auto filter = parked_filter(options, base::wall_now().us);
    if (!filter.ok()) return wrong_use(kList, filter.error().what);
    Connection connection = configured(options.config, Use::Database);
    if (const auto why = problem_of_partition(connection, options.partition.value_or(0));
        !why.empty()) {
        return wrong_use(kList, why);
    }
    if (const auto opened = open_session(connection); !opened.ok()) {
        return failed(kList, opened.error());
    }
    db::Session& session = *connection.session;
    if (options.group) {
        const auto groups = group_parked(session, filter.value(), options.limit);
        if (!groups.ok()) return failed(kList, groups.error());
        const auto known =
            account::check_account_of_empty(session, options.account, groups.value().empty());
        if (!known.ok()) return failed(kList, known.error());
        print_groups(groups.value(), options.json);
        return kDone;
    }
    const auto total = count_parked(session, filter.value());
    if (!total.ok()) return failed(kList, total.error());
    const auto known =
        account::check_account_of_empty(session, options.account, total.value() == 0);
    if (!known.ok()) return failed(kList, known.error());
    const auto rows =
        read_parked(session, filter.value(), options.limit, ParkedOrder::NewestFirst, Bodies::Left);
    if (!rows.ok()) return failed(kList, rows.error());
    const auto edited = read_edited(session, filter.value(), options.limit);
    if (!edited.ok()) return failed(kList, edited.error());
    print_rows(rows.value(), total.value(), edited.value(), options.json);
    return kDone;
}

int show_parked(const ParkedOptions& options) {
    if (options.unmask && options.by.empty())
        return wrong_use(kParkedShow, "by: --unmask needs it");
    const auto filter = parked_filter(options, base::wall_now().us);
    if (!filter.ok()) return wrong_use(kParkedShow, filter.error().what);
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kParkedShow, opened.error());
    db::Session& session = *opened.value().session;
    const auto rows =
        read_parked(session, filter.value(), 2, ParkedOrder::NewestFirst, Bodies::Read);
    if (!rows.ok()) return failed(kParkedShow, rows.error());
    if (rows.value().empty()) return failed(kParkedShow, "digest: nothing parked begins with it");
    if (rows.value().size() > 1) return failed(kParkedShow, "digest: more than one begins with it");
    const ParkedRow& row = rows.value()[0];
    if (options.unmask) {
        const auto who = acting(session, options.by);
        if (!who.ok()) return failed(kParkedShow, who.error());
        const Status noted = audit::record(session, base::wall_now().us, who.value(),
                                           "parked show unmasked", row.digest);
        if (!noted.ok()) return failed(kParkedShow, noted.error());
    }
    print_shown(row, shown_body(opened.value(), row, options.unmask), options.json);
    return kDone;
}

}  // namespace ctl
