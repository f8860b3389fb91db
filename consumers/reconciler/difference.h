#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "consumers/reconciler/day_books.h"

namespace reconciler {

enum class Kind { Altered, Missing, Extra };
inline constexpr std::string_view kKindNames[] = {"altered", "missing", "extra"};

// A row that the live books have otherwise than the record.
struct Difference {
    std::string account;
    Table table{};
    Kind kind{};
    uint64_t key_hash = 0;
    std::string key;       // as in the live books; '' where they have no such row
    int64_t since_us = 0;  // wall clock, when it was first seen
};

}  // namespace reconciler
