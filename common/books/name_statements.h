#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/books/order_names.h"

namespace books {

// Client order ids and the numbers of their orders: tables `orders` and `orders_without_number`.
// Those that wait for a number; of some names those that have one, or are the number of an order
// with another name.
std::string select_waiting_names(int32_t partition, uint32_t day);
std::string select_numbered_names(const OrderNames& names, int32_t partition);
std::string insert_waiting_names(const OrderNames& names, int32_t partition);
// Two for each name: its row in both tables.
std::vector<std::string> delete_named_orders(const OrderNames& names, int32_t partition);
// The client order ids that the rows of these orders bear, and those that orders have borne.
std::string select_borne_names(const OrderNames& numbers);
std::string insert_borne_names(const BorneNames& names, int32_t partition);

}  // namespace books
