#include "common/fix/number_text.h"

#include <charconv>

namespace fix {
namespace {

constexpr std::string_view kDigits = "0123456789";

// A number as FIX writes it, taken apart: the zeros that say nothing are gone.
struct Parts {
    bool valid = false;
    bool negative = false;
    std::string_view whole;
    std::string_view decimals;
};

Parts parts_of(std::string_view text) {
    Parts parts;
    text = without_blanks(text);
    parts.negative = text.starts_with('-');
    if (parts.negative || text.starts_with('+')) text.remove_prefix(1);
    const size_t point = text.find('.');
    parts.whole = text.substr(0, point);
    if (point != std::string_view::npos) parts.decimals = text.substr(point + 1);
    parts.valid = !(parts.whole.empty() && parts.decimals.empty()) &&
                  parts.whole.find_first_not_of(kDigits) == std::string_view::npos &&
                  parts.decimals.find_first_not_of(kDigits) == std::string_view::npos;
    while (parts.whole.size() > 1 && parts.whole.front() == '0') parts.whole.remove_prefix(1);
    while (parts.decimals.ends_with('0')) parts.decimals.remove_suffix(1);
    return parts;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::variant<int64_t, base::DecimalError> read_decimal(std::string_view text) {
    const Parts parts = parts_of(text);
    if (!parts.valid) return base::DecimalError::NotADecimal;
    std::string plain{parts.negative ? "-" : ""};
    plain.append(parts.whole.empty() ? "0" : parts.whole);
    if (!parts.decimals.empty()) plain.append(".").append(parts.decimals);
    return base::parse_price(plain);
}

std::string_view read_whole(std::string_view text, int64_t& number) {
    number = 0;
    const Parts parts = parts_of(text);
    if (!parts.valid || !parts.decimals.empty()) return "not a whole number";
    const std::string_view digits = parts.whole.empty() ? "0" : parts.whole;
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) return "not a whole number";
    if (parts.negative && number != 0) return "negative";
    return {};
}

}  // namespace fix
