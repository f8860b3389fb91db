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
// When it was moved is by the database's clock, which others compare it with.
std::string move_watermark(const StreamId& stream, int32_t partition, const Move& move,
                           std::string_view owner);

std::string select_trades(const std::vector<TradeKey>& keys);

// How many rows `upsert_orders` has found with another client order id than the event's, since it
// was set to 0: a variable of the session, because the upsert reads nothing back.
inline constexpr std::string_view kForgetRenamed = "SET @renamed=0";
inline constexpr std::string_view kSelectRenamed = "SELECT @renamed";

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
