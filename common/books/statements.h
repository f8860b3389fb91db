#pragma once

#include <string>
#include <vector>

#include "common/books/posting.h"
#include "common/books/sequencer.h"
#include "common/db/rows.h"

namespace books {

// The SQL of the books. Pure: rows in, text out. Multi-row statements, because a statement for each
// row costs ten times as much (docs/performance.md). An empty list gives an empty text. Source of
// the tables: schemas/sql/0001_books.sql.

std::string select_watermark(const StreamId& stream, int32_t partition);
// Compare-and-set: matches exactly one row, or somebody else has moved the stream.
std::string move_watermark(const StreamId& stream, int32_t partition, const Move& move,
                           std::string_view owner, int64_t now_us);

std::string select_trades(const std::vector<TradeKey>& keys);

// Orders that are known by their client order id alone: table `orders_without_number`. Of some
// names those that stand in `orders` under a number.
std::string select_waiting_names(int32_t partition, uint32_t day);
std::string select_numbered_names(const OrderNames& names);
std::string insert_waiting_names(const OrderNames& names, int32_t partition);
// Two for each name: its row in both tables.
std::vector<std::string> delete_named_orders(const OrderNames& names, int32_t partition);

std::string select_sums(const std::vector<PositionKey>& positions);

db::Rows upsert_orders(const std::vector<OrderRow>& orders);
db::Rows insert_trades(const std::vector<TradeRow>& trades);
std::vector<std::string> end_trades(const std::vector<EndedTrade>& ended);
// Sums that grow, as one INSERT … ON DUPLICATE KEY UPDATE. Those that shrink, by a correction or a
// bust, have statements of their own: an INSERT with a negative sum fails the table's check even
// where it would become an update.
db::Rows grow_positions(const std::vector<PositionChange>& positions);
std::vector<std::string> shrink_positions(const std::vector<PositionChange>& positions);

}  // namespace books
