#include "producers/ctl/watch/differing_totals.h"

#include "common/db/columns.h"
#include "common/instruments/as_of.h"
#include "common/site/day_store.h"
#include "producers/ctl/table.h"

namespace ctl {

base::Result<std::vector<DifferingTotal>> read_differing_totals(db::Session& session) {
    const auto rows = session.query(
        "SELECT CONCAT(d.exchange,''),CONCAT(d.segment,''),COALESCE(" +
        instruments::column_as_of("symbol") +
        ",''),CONCAT(d.side,''),"
        "d.token,d.venue_trades,d.books_trades,d.venue_quantity,d.books_quantity,d.venue_value,"
        "d.books_value FROM venue_differences d" +
        instruments::join_as_of("d", "d.day") + " WHERE d.day=" + std::string{site::kOpenDaySql} +
        " ORDER BY ABS(d.venue_quantity-d.books_quantity) "
        "DESC,d.exchange,d.segment,d.token,d.side");
    if (!rows.ok()) return rows.error();
    std::vector<DifferingTotal> totals;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        DifferingTotal& one = totals.emplace_back();
        for (std::string* text : {&one.exchange, &one.segment, &one.symbol, &one.side}) {
            *text = columns.text();
        }
        for (int64_t* number :
             {&one.token, &one.venue_trades, &one.books_trades, &one.venue_quantity,
              &one.books_quantity, &one.venue_value, &one.books_value}) {
            *number = columns.integer();
        }
    }
    return totals;
}

std::string differing_totals_table(const std::vector<DifferingTotal>& totals) {
    using Align = Table::Align;
    Table table{{{"MARKET"},
                 {"SYMBOL"},
                 {"TOKEN", Align::Right},
                 {"SIDE"},
                 {"EXCHANGE HAS", Align::Right},
                 {"BOOKS HAVE", Align::Right},
                 {"VALUE THERE", Align::Right},
                 {"VALUE HERE", Align::Right}}};
    for (const DifferingTotal& one : totals) {
        table.add({one.exchange + " " + one.segment, one.symbol.empty() ? "-" : one.symbol,
                   std::to_string(one.token), one.side, std::to_string(one.venue_quantity),
                   std::to_string(one.books_quantity), rupees(one.venue_value),
                   rupees(one.books_value)});
    }
    return table.text();
}

void write_total(events::JsonText& json, const DifferingTotal& total) {
    json.text("exchange", total.exchange);
    json.text("segment", total.segment);
    json.integer("token", total.token);
    json.text("symbol", total.symbol);
    json.text("side", total.side);
    json.integer("venue_trades", total.venue_trades);
    json.integer("books_trades", total.books_trades);
    json.integer("venue_quantity", total.venue_quantity);
    json.integer("books_quantity", total.books_quantity);
    json.price("venue_value", total.venue_value);
    json.price("books_value", total.books_value);
}

}  // namespace ctl
