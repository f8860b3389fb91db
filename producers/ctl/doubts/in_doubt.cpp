#include "producers/ctl/doubts/in_doubt.h"

#include <algorithm>

#include "common/db/columns.h"
#include "common/db/now.h"
#include "common/exits/rows.h"
#include "common/exits/transitions.h"
#include "producers/ctl/exits/preview.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/table.h"

namespace ctl {

using base::Result;
using exits::Exit;
using exits::State;

namespace {

std::string market_of_row(const Exit& row) { return market_of(row.key.instrument); }

void write_row(events::JsonText& json, const Exit& row) {
    json.text("client_order_id", row.client_order_id);
    json.text("account", row.account);
    json.integer("day", row.day);
    json.text("session", row.session);
    json.text("command_id", row.command_id);
    json.text("action", events::name_of(row.action));
    json.text("exchange", events::name_of(row.key.instrument.exchange));
    json.text("segment", events::name_of(row.key.instrument.segment));
    json.integer("token", row.key.instrument.token);
    json.text("symbol", row.symbol);
    json.text("product", events::name_of(row.key.product));
    json.text("side", events::name_of(row.side));
    json.integer("quantity", row.quantity);
    json.price("price", row.price);
    json.integer("heard", row.heard);
    json.integer("filled", row.filled);
    json.text("state", events::name_of(row.state));
    json.text("kind", kind_of(row));
    json.integer("since_us", since_us(row));
    json.text("reason", why_in_doubt(row));
}

}  // namespace

Result<std::vector<Exit>> read_in_doubt(db::Session& session, const std::string& account) {
    const auto names = session.query("SELECT DISTINCT session FROM exits");
    if (!names.ok()) return names.error();
    std::vector<std::string> sessions;
    for (const db::Row& row : names.value()) sessions.push_back(db::Columns{row}.text());
    std::vector<Exit> found;
    if (sessions.empty()) return found;
    const auto rows =
        session.query(exits::select_in_doubt(sessions, static_cast<size_t>(kInDoubtMax)));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        Exit one = exits::read(columns);
        if (account.empty() || one.account == account) found.push_back(std::move(one));
    }
    return found;
}

std::string kind_of(const Exit& row) {
    return row.state == State::Doubt ? "contradicted" : "unanswered";
}

int64_t since_us(const Exit& row) {
    if (row.state == State::Doubt && row.doubt_us != 0) return row.doubt_us;
    return row.sent_us != 0 ? row.sent_us : row.planned_us;
}

std::string why_in_doubt(const Exit& row) {
    if (row.state == State::Doubt) {
        return row.reason.empty() ? "the exchange has contradicted itself" : row.reason;
    }
    return row.state == State::Sent
               ? "sent, and the exchange has not answered"
               : "its gateway ended while it was sent: it may be at the exchange";
}

std::string in_doubt_table(const std::vector<Exit>& rows) {
    using Align = Table::Align;
    Table table{{{"ACCOUNT"},
                 {"DAY"},
                 {"ORDER"},
                 {"WHAT"},
                 {"MARKET"},
                 {"SYMBOL"},
                 {"PRODUCT"},
                 {"SIDE"},
                 {"QUANTITY", Align::Right},
                 {"HEARD", Align::Right},
                 {"SINCE"},
                 {"WHY"}}};
    for (const Exit& row : rows) {
        table.add({row.account, std::to_string(row.day), row.client_order_id,
                   std::string{events::name_of(row.action)}, market_of_row(row), row.symbol,
                   std::string{events::name_of(row.key.product)},
                   std::string{events::name_of(row.side)}, std::to_string(row.quantity),
                   std::to_string(row.heard), india_time(since_us(row)),
                   kind_of(row) + ": " + why_in_doubt(row)});
    }
    return table.empty() ? "no orders in doubt\n" : table.text();
}

std::string in_doubt_json(const std::vector<Exit>& rows) {
    return list_json("orders", rows, write_row);
}

std::string resolve_problem(const Exit& row, exits::InBooks in_books, int64_t filled,
                            int64_t now_us) {
    if (row.is_cancel()) return "id: it is a cancel, and is repeated by itself";
    const auto before = exits::states_before(exits::Word::Resolve);
    if (row.ended_us != 0 || std::ranges::find(before, row.state) == before.end()) {
        return "id: it is not in doubt, it is " + std::string{events::name_of(row.state)};
    }
    if (in_books == exits::InBooks::Yes) {
        return "id: the books know the order, and they decide what has become of it";
    }
    const bool left_alive = in_books == exits::InBooks::LeftAlive;
    if (filled > row.quantity) {
        return "filled: only " + std::to_string(row.quantity) + " were ordered";
    }
    const bool as_books = left_alive && filled == row.filled;
    if (filled < row.heard && !as_books) {
        return "filled: " + std::to_string(row.heard) +
               " are told already, and only the books may say less";
    }
    const int64_t doubted_us = now_us - since_us(row);
    if (doubted_us < kResolveAfterUs) {
        return "id: in doubt for " + std::to_string(doubted_us / 1'000'000) +
               " s only: its gateway asks the exchange by itself, wait until it is " +
               std::to_string(kResolveAfterUs / 1'000'000) + " s";
    }
    exits::Facts facts = exits::facts_of(row);
    facts.heard = filled;
    facts.in_books = facts.day_over = left_alive;
    return exits::next(facts, exits::Word::Resolve) ? "" : "id: the books show fills of it";
}

std::string order_text(const Exit& row) {
    return std::string{events::name_of(row.side)} + " " + std::to_string(row.quantity) + " of " +
           row.symbol + " " + std::string{events::name_of(row.key.product)};
}

operators::Act act_of(const Exit& row, int64_t filled, const std::string& why) {
    events::JsonText json;
    json.open_object();
    json.text("id", row.client_order_id);
    json.text("state", events::name_of(row.state));
    json.integer("heard", row.heard);
    json.integer("filled", filled);
    json.close_object();
    operators::Act act{"in-doubt resolve", json.take(), why};
    act.subject = "order " + row.client_order_id;
    events::JsonText shown;
    shown.open_object();
    shown.text("account", row.account);
    shown.text("order", order_text(row));
    shown.text("reason", row.reason);
    shown.close_object();
    act.shown = shown.take();
    return act;
}

std::string change_json(const Exit& row) {
    events::JsonText json;
    json.open_object();
    json.text("state", events::name_of(row.state));
    json.integer("heard", row.heard);
    json.text("reason", row.reason);
    json.close_object();
    return json.take();
}

}  // namespace ctl
