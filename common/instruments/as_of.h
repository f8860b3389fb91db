#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What an exchange's number stood for on a day: the tables `instruments` and `former_instruments`
// (schemas/sql/0035_as_it_was.sql, ADR 39). A statement that names or prices the instrument of a
// row that bears a day joins the two tables by what is made here, and by nothing else. Pure.
namespace instruments {

// As they are now, whatever the day.
inline constexpr uint32_t kNow = 99'999'999;

// Joins `i` and `f` to the rows of `alias`, which has exchange, segment and token: " LEFT JOIN …".
// `day`: SQL of the day. Where the number stands for nothing today, its last owner is meant.
std::string join_as_of(std::string_view alias, std::string_view day);
// Of one of these: symbol, series, expiry, strike, option_type, lot. NULL: never heard of.
std::string column_as_of(std::string_view column);

// A row, where any number has stood for something else on the day.
std::string select_any_former(uint32_t day);
// Joins `f` to `i`, the rows of `instruments`; nothing to any of them where no number has.
std::string join_former(uint32_t day);
std::string join_no_former();

}  // namespace instruments
