#include "common/books/record_columns.h"

#include <algorithm>

#include "common/base/must.h"

namespace books {
namespace {

Column key(std::string_view name, Value value = Value::Plain) { return {name, Use::Key, value}; }

Column compared(std::string_view name, Value value = Value::Plain) {
    return {name, Use::Compared, value};
}

Column left(std::string_view name, std::string_view why) {
    return {name, Use::Left, Value::Plain, why};
}

RecordTable orders() {
    return {"orders",
            {key("account"),
             key("day"),
             key("exchange", Value::Choice),
             key("segment", Value::Choice),
             key("exchange_order_id"),
             compared("client_order_id"),
             compared("token"),
             compared("product", Value::Choice),
             compared("side", Value::Choice),
             compared("type", Value::Choice),
             compared("validity", Value::Choice),
             compared("quantity"),
             compared("filled"),
             compared("remaining"),
             compared("price"),
             compared("trigger_price"),
             compared("state", Value::Choice),
             compared("reason"),
             compared("origin", Value::Choice),
             compared("id"),
             compared("exchange_time_us"),
             compared("as_sent"),
             compared("standing", Value::Bytes)}};
}

RecordTable trades() {
    return {
        "trades",
        {key("account"), key("day"), key("exchange", Value::Choice), key("segment", Value::Choice),
         key("id"), compared("trade_no"), compared("exchange_order_id"),
         compared("client_order_id"), compared("token"), compared("product", Value::Choice),
         compared("side", Value::Choice), compared("quantity"), compared("price"),
         compared("action", Value::Choice), compared("ref"), compared("state", Value::Choice),
         compared("settled_by"), compared("exchange_time_us")}};
}

RecordTable positions() {
    constexpr std::string_view kCarried = "what the position began the day with";
    return {
        "positions",
        {key("account"), key("day"), key("exchange", Value::Choice), key("segment", Value::Choice),
         key("token"), key("product", Value::Choice), left("open_quantity", kCarried),
         left("open_value", kCarried), compared("buy_quantity"), compared("buy_value"),
         compared("sell_quantity"), compared("sell_value")}};
}

RecordTable parked() {
    constexpr std::string_view kComputed = "the database computes it from the body";
    return {"parked",
            {key("digest", Value::Bytes), compared("part"), compared("source"), compared("day"),
             compared("seq"), compared("reason"), compared("body"),
             left("seen", "how often it was delivered"), left("parked_us", "when it was parked"),
             left("account", kComputed), left("short_body", kComputed),
             left("body_bytes", "of a body that is cut: compared with the body"),
             left("cut_account", kComputed)}};
}

}  // namespace

const std::vector<RecordTable>& record_tables() {
    static const std::vector<RecordTable> kTables = {
        orders(),
        trades(),
        positions(),
        {"watermarks",
         {key("source"), key("day"), key("part"), compared("seq"),
          left("owner", "which ledger moved it last"), left("updated_us", "when it was moved")}},
        {"inbox",
         {key("source"), key("day"), key("id"), key("content"),
          left("applied_us", "when it was applied")}},
        parked(),
        {"orders_without_number",
         {key("account"), key("day"), key("exchange", Value::Choice), key("segment", Value::Choice),
          key("client_order_id"), key("exchange_order_id"), key("part")}},
        {"backdated",
         {key("source"), key("day"), key("seq"), key("content"), compared("part"),
          compared("account"), compared("of_day"), compared("why"),
          left("body", "its content is the key"), left("turn", "in which order they were booked"),
          left("after", "how far the day of its trade was")}},
    };
    return kTables;
}

const RecordTable& record_table(std::string_view name) {
    const auto found = std::ranges::find(record_tables(), name, &RecordTable::name);
    base::must(found != record_tables().end());
    return *found;
}

}  // namespace books
