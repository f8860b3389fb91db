#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace events {

// Whether the text in a field for an order number (FIX 37) says that there is none. Exchanges write
// "0", "0000", "NONE", "NULL", "N/A" or blanks until an order has its number. An order is then
// known by its client order id alone: such a text must never be a key, nor be sent back to the
// exchange. No digit but 0 and no letter: none. Else only these words, in any case, between blanks.
constexpr bool is_no_order_number(std::string_view text) {
    constexpr std::array<std::string_view, 8> kWords{"none", "null", "nil",       "na",
                                                     "n/a",  "nan",  "undefined", "unknown"};
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    if (text == "-1") return true;
    const auto names = [&](char c) {
        return (c >= '1' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
    };
    if (std::none_of(text.begin(), text.end(), names)) return true;
    return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
        return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                          [&](char a, char b) { return lower(a) == b; });
    });
}

}  // namespace events
