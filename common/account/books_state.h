#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace account {

// How a partition's books stand to what the market has told: whether an operator has paused them,
// or has ended the pause and the ledger is still at what had waited. Then accounts may hold more or
// less than the books say. InQuestion: the verdict excepts the partition (docs/verdict.md).
enum class Books { Current, Paused, CatchingUp, InQuestion };

// Why exits wait while the books are so; empty where they do not. Pure.
std::string_view reason_to_wait(Books books);

// An SQL expression for the number of the Books that a partition's are. `day`: an SQL expression.
std::string books_sql(int32_t partition, std::string_view day);

}  // namespace account
