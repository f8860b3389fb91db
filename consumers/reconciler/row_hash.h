#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/books/posting.h"
#include "common/events/event.h"

namespace reconciler {

// Rows of the books as the texts that statements.cpp makes of them in SQL: the columns of a table
// in one order with bars between them. Equal rows have equal texts, so equal checksums, on both
// sides. A key has no bar in it and a fixed number of columns. Pure.

// Identifies a row among the millions of a day: two keys out of ten million share one with a chance
// of one in half a million.
uint64_t key_hash(std::string_view key);

std::string order_key(const events::Event& event);
std::string trade_key(const books::TradeKey& key);
std::string position_key(const books::PositionChange& position);

// CRC-32 of the whole row, the key included.
// The key of the row that an order has as long as it has no number.
std::string name_key(const books::OrderName& name);
uint32_t order_checksum(std::string_view key, const books::OrderRow& row);
// Of what never changes once a trade is booked.
uint32_t trade_checksum(std::string_view key, const events::Event& event);
// Of how a booked trade has ended.
uint32_t ending_checksum(std::string_view key, books::TradeState state,
                         std::string_view settled_by);
uint32_t position_checksum(std::string_view key, const books::Sums& sums);

}  // namespace reconciler
