#include <fmt/core.h>

#include <algorithm>

#include "common/events/json_text.h"
#include "producers/ctl/exits/command_status.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using Align = Table::Align;

std::string reason_of(const CommandStatus& status, const CommandStatus::Row& row) {
    const std::string cancels = cancels_before(status, row);
    if (cancels.empty() || row.reason.empty()) return row.reason + cancels;
    return row.reason + " (" + cancels + ")";
}

std::string rows_table(const CommandStatus& status) {
    Table table{{{"ROW", Align::Right},
                 {"WHAT"},
                 {"MARKET"},
                 {"SYMBOL"},
                 {"PRODUCT"},
                 {"SIDE"},
                 {"ASKED", Align::Right},
                 {"DONE", Align::Right},
                 {"LEFT", Align::Right},
                 {"STATE"}}};
    for (const auto& row : status.rows) {
        const bool is_cancel = row.action == "cancel";
        // Of an order that is not among the working ones nothing is known but its number.
        const bool unknown = row.symbol == "0";
        const auto of_order = [unknown](const std::string& text) { return unknown ? "-" : text; };
        table.add({std::to_string(row.number),
                   is_cancel ? "cancel " + row.exchange_order_id : row.action, of_order(row.market),
                   of_order(row.symbol), of_order(row.product), of_order(row.side),
                   is_cancel ? "-" : std::to_string(row.asked),
                   is_cancel ? "-" : std::to_string(row.done),
                   is_cancel ? "-" : std::to_string(row.left()),
                   state_with_reason(row.state, reason_of(status, row))});
    }
    return table.empty() ? "" : table.text();
}

std::string orders_table(const CommandStatus& status) {
    Table table{{{"ROW", Align::Right},
                 {"TRY", Align::Right},
                 {"SLICE", Align::Right},
                 {"ORDER"},
                 {"WHAT"},
                 {"SYMBOL"},
                 {"SIDE"},
                 {"QUANTITY", Align::Right},
                 {"PRICE", Align::Right},
                 {"FILLED", Align::Right},
                 {"STATE"}}};
    for (const auto& one : status.orders) {
        table.add({std::to_string(one.row), std::to_string(one.attempt), std::to_string(one.slice),
                   one.client_order_id, one.action, one.symbol, one.side,
                   std::to_string(one.quantity), rupees_or_dash(one.price),
                   std::to_string(one.filled), state_with_reason(one.state, one.reason)});
    }
    return table.empty() ? "" : table.text();
}

void write_order_row(events::JsonText& json, const CommandStatus::Row& row) {
    json.integer("number", row.number);
    json.text("action", row.action);
    json.text("market", row.market);
    json.text("symbol", row.symbol);
    json.text("product", row.product);
    json.text("side", row.side);
    json.text("exchange_order_id", row.exchange_order_id);
    json.integer("asked", row.asked);
    json.integer("wanted", row.wanted);
    json.integer("done", row.done);
    json.integer("left", row.left());
    json.integer("open", row.open);
    json.integer("attempts", row.attempts);
    json.text("state", row.state);
    json.text("reason", row.reason);
}

void write_rows(events::JsonText& json, const CommandStatus& status) {
    json.objects("rows", status.rows, [&](events::JsonText& to, const CommandStatus::Row& row) {
        write_order_row(to, row);
        to.text("waits_for", cancels_before(status, row));
    });
}

void write_order(events::JsonText& json, const CommandStatus::Order& one) {
    json.integer("row", one.row);
    json.integer("attempt", one.attempt);
    json.integer("slice", one.slice);
    json.text("client_order_id", one.client_order_id);
    json.text("action", one.action);
    json.text("symbol", one.symbol);
    json.text("side", one.side);
    json.integer("quantity", one.quantity);
    json.price("price", one.price);
    json.integer("filled", one.filled);
    json.text("state", one.state);
    json.text("reason", one.reason);
}

// "exiting", "done", "done in part, 1 of 3 rows", "nothing was done", with the reason.
std::string outcome_text(const CommandStatus& status) {
    const auto done = std::ranges::count(status.rows, "done", &CommandStatus::Row::state);
    const auto with_reason = [&](const std::string& text) {
        return state_with_reason(text, status.reason);
    };
    switch (outcome_of(status)) {
        case Outcome::Open:
        case Outcome::Refused:
            return with_reason(status.state);
        case Outcome::Done:
            return with_reason(status.rows.empty() ? "done, there was nothing to do" : "done");
        case Outcome::Partly:
            return with_reason(
                fmt::format("done in part, {} of {} rows", done, status.rows.size()));
        case Outcome::Nothing:
            break;
    }
    return with_reason("nothing was done");
}

}  // namespace

std::string table_of(const CommandStatus& status, bool with_orders) {
    std::string text =
        fmt::format("command {}: {} of {}, {}\nasked by {} ({}), epoch {}, accepted {}{}\n",
                    status.id, status.action, status.account, outcome_text(status), status.who,
                    status.origin, status.epoch, india_time(status.accepted_us),
                    status.ended_us == 0 ? "" : ", ended " + india_time(status.ended_us));
    if (const std::string rows = rows_table(status); !rows.empty()) text += "\n" + rows;
    if (!with_orders) return text;
    if (const std::string orders = orders_table(status); !orders.empty()) text += "\n" + orders;
    return text;
}

std::string json_of(const CommandStatus& status) {
    events::JsonText json;
    json.open_object();
    json.text("id", status.id);
    json.text("account", status.account);
    json.integer("day", status.day);
    json.text("action", status.action);
    json.text("origin", status.origin);
    json.text("who", status.who);
    json.text("state", status.state);
    json.text("outcome", kOutcomeNames[static_cast<size_t>(outcome_of(status))]);
    json.text("reason", status.reason);
    json.integer("epoch", status.epoch);
    json.integer("issued_us", status.issued_us);
    json.integer("expires_us", status.expires_us);
    json.integer("accepted_us", status.accepted_us);
    json.integer("ended_us", status.ended_us);
    write_rows(json, status);
    json.objects("orders", status.orders, write_order);
    json.close_object();
    return json.take();
}

}  // namespace ctl
