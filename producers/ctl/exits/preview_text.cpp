#include "producers/ctl/exits/preview_text.h"

#include <fmt/core.h>

#include "common/events/json_text.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using Align = Table::Align;

Table rows_table(const std::vector<PreviewRow>& rows) {
    Table table{{{"WHAT"},
                 {"MARKET"},
                 {"SYMBOL"},
                 {"PRODUCT"},
                 {"SIDE"},
                 {"ASKED", Align::Right},
                 {"QUANTITY", Align::Right},
                 {"LIMIT", Align::Right},
                 {"ORDERS", Align::Right},
                 {"WHY NOT ALL"}}};
    for (const PreviewRow& row : rows) {
        const bool is_exit = row.action == events::CommandAction::Exit;
        const bool is_known = row.key.instrument.token != 0;  // else an order that nobody knows
        const auto known = [is_known](std::string text) { return is_known ? text : "-"; };
        table.add({is_exit ? "exit" : "cancel " + row.exchange_order_id,
                   known(market_of(row.key.instrument)), known(row.symbol),
                   known(std::string{events::name_of(row.key.product)}),
                   known(std::string{events::name_of(row.side)}),
                   is_exit ? std::to_string(row.asked) : "-", std::to_string(row.quantity),
                   rupees_or_dash(row.price), is_exit ? std::to_string(row.orders) : "-",
                   row.reason});
    }
    return table;
}

void write_row(events::JsonText& json, const PreviewRow& row) {
    json.text("action", events::name_of(row.action));
    json.text("exchange", events::name_of(row.key.instrument.exchange));
    json.text("segment", events::name_of(row.key.instrument.segment));
    json.integer("token", row.key.instrument.token);
    json.text("symbol", row.symbol);
    json.text("product", events::name_of(row.key.product));
    json.text("side", events::name_of(row.side));
    json.text("exchange_order_id", row.exchange_order_id);
    if (row.action == events::CommandAction::Exit) {
        json.integer("asked", row.asked);
        json.integer("left", row.asked - row.quantity);
    }
    json.integer("quantity", row.quantity);
    json.price("price", row.price);
    json.integer("orders", static_cast<int64_t>(row.orders));
    json.text("reason", row.reason);
}

}  // namespace

std::string preview_table(const events::Command& command, const Preview& shown,
                          const std::string& not_now) {
    std::string text = fmt::format("dry run, day {}: nothing is sent\n", command.day);
    if (!not_now.empty()) text += "refused now: " + not_now + "\n";
    if (!shown.refusal.empty()) text += "refused: " + shown.refusal + "\n";
    if (!shown.waits.empty()) text += "waits: " + shown.waits + "\n";
    if (!shown.nothing.empty()) {
        const char* what = shown.rows.empty() ? "nothing to do: " : "no position to exit: ";
        text += what + shown.nothing + "\n";
    }
    return shown.rows.empty() ? text : text + "\n" + rows_table(shown.rows).text();
}

std::string preview_json(const events::Command& command, const Preview& shown,
                         const std::string& not_now) {
    events::JsonText json;
    json.open_object();
    json.flag("dry_run", true);
    json.key("command");
    json.raw(events::encode(command));
    // What is wrong with the command stays wrong when the site is another one.
    json.text("refusal", shown.refusal.empty() ? not_now : shown.refusal);
    json.text("waits", shown.waits);
    json.text("nothing_to_do", shown.nothing);
    json.objects("rows", shown.rows, write_row);
    json.close_object();
    return json.take();
}

}  // namespace ctl
