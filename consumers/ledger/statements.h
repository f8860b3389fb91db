#pragma once

#include <string>
#include <vector>

#include "consumers/ledger/posting.h"
#include "consumers/ledger/sequencer.h"

namespace ledger {

// The SQL of the books. Pure: rows in, text out. Multi-row statements, because a statement for each
// row costs ten times as much (docs/performance.md). An empty list gives an empty text. Source of
// the tables: schemas/sql/0001_books.sql.

std::string select_watermark(const StreamId& stream, int32_t partition);
// Compare-and-set: matches exactly one row, or somebody else has moved the stream.
std::string move_watermark(const StreamId& stream, int32_t partition, const Move& move,
                           std::string_view owner, int64_t now_us);

std::string select_trades(const std::vector<TradeKey>& keys);
std::string select_inbox(const std::vector<const events::Event*>& events);

std::string insert_inbox(const std::vector<const events::Event*>& events, int64_t now_us);
std::string upsert_orders(const std::vector<const events::Event*>& orders);
std::string insert_trades(const std::vector<TradeRow>& trades);
std::vector<std::string> end_trades(const std::vector<EndedTrade>& ended);
// Sums only grow but for corrections and busts: those get statements of their own, because an
// INSERT with a negative sum fails the table's check even where it would become an update.
std::vector<std::string> change_positions(const std::vector<PositionChange>& positions);
std::string insert_parked(const std::vector<const events::Refusal*>& parked, int32_t partition,
                          int64_t now_us);

}  // namespace ledger
