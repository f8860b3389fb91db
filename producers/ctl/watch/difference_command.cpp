#include "producers/ctl/watch/difference_command.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/db/columns.h"
#include "common/events/json_text.h"
#include "common/site/day_store.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/table.h"

namespace ctl {

base::Result<std::vector<ListedDifference>> read_differences(db::Session& session) {
    const auto rows = session.query(
        "SELECT part,day,account,book,kind,key_hash,row_key,since_us FROM differences "
        "ORDER BY part,day,account,book,row_key");
    if (!rows.ok()) return rows.error();
    std::vector<ListedDifference> found;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        ListedDifference& one = found.emplace_back();
        one.partition = columns.integer();
        one.day = columns.integer();
        one.account = columns.text();
        one.book = columns.text();
        one.kind = columns.text();
        one.key_hash = columns.text();
        one.key = columns.text();
        one.since_us = columns.integer();
    }
    return found;
}

namespace {

// Of a row that only the record has its hash is known, and of one of very many nothing.
std::string key_text(const ListedDifference& one) {
    if (!one.key.empty()) return one.key;
    return one.kind == "missing" ? "#" + one.key_hash + ": only the record has it"
                                 : "#" + one.key_hash + ": one of many";
}

bool is_nameless(const ListedDifference& one) { return one.key.empty(); }

}  // namespace

std::string differences_json(const std::vector<ListedDifference>& rows,
                             const std::vector<DifferingTotal>& totals) {
    events::JsonText json;
    json.open_object();
    json.objects("differences", rows, [](events::JsonText& to, const ListedDifference& one) {
        to.integer("partition", one.partition);
        to.integer("day", one.day);
        to.text("account", one.account);
        to.text("book", one.book);
        to.text("kind", one.kind);
        to.text("key_hash", one.key_hash);
        to.text("key", one.key);
        to.integer("since_us", one.since_us);
    });
    json.objects("totals", totals, write_total);
    json.close_object();
    return json.take();
}

std::string differences_table(const std::vector<ListedDifference>& rows,
                              const std::vector<DifferingTotal>& totals) {
    if (rows.empty() && totals.empty()) return "no difference\n";
    using Align = Table::Align;
    Table table{
        {{"PART", Align::Right}, {"DAY"}, {"ACCOUNT"}, {"BOOK"}, {"KIND"}, {"KEY"}, {"SINCE"}}};
    for (const ListedDifference& one : rows) {
        table.add({std::to_string(one.partition), std::to_string(one.day), one.account, one.book,
                   one.kind, key_text(one), india_time(one.since_us)});
    }
    std::string text = rows.empty() ? "" : table.text();
    if (const auto one = std::ranges::find_if(rows, is_nameless); one != rows.end()) {
        text += "which rows these are: backstop-replay verify --account " + one->account + "\n";
    }
    if (totals.empty()) return text;
    return text + (text.empty() ? "" : "\n") + "totals that the exchange has otherwise:\n" +
           differing_totals_table(totals);
}

int list_differences(const DifferencesOptions& options) {
    constexpr std::string_view kCommand = "differences";
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCommand, connection.error());
    const auto rows = read_differences(*connection.value().session);
    if (!rows.ok()) return failed(kCommand, rows.error());
    const auto totals = read_differing_totals(*connection.value().session);
    if (!totals.ok()) return failed(kCommand, totals.error());
    if (rows.value().empty()) {  // without an open day nothing is compared
        const auto day = site::require_day(*connection.value().session);
        if (!day.ok()) return failed(kCommand, day.error());
    }
    fmt::print("{}", options.json ? differences_json(rows.value(), totals.value()) + "\n"
                                  : differences_table(rows.value(), totals.value()));
    return kDone;
}

}  // namespace ctl
