#include "producers/venue/desk/json_row.h"

#include "common/base/decimal.h"

namespace venue {

void JsonRow::begin(std::string_view key) {
    if (row_.size() > 1) row_.push_back(',');
    row_.append("\"").append(key).append("\":");
}

JsonRow& JsonRow::text(std::string_view key, std::string_view value) {
    constexpr std::string_view kHex = "0123456789abcdef";
    begin(key);
    row_.push_back('"');
    for (const char c : value) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') row_.push_back('\\');
        if (code < 0x20) {
            row_.append("\\u00").push_back(kHex[code >> 4]);
            row_.push_back(kHex[code & 15]);
        } else {
            row_.push_back(c);
        }
    }
    row_.push_back('"');
    return *this;
}

JsonRow& JsonRow::integer(std::string_view key, int64_t value) {
    begin(key);
    row_.append(std::to_string(value));
    return *this;
}

JsonRow& JsonRow::price(std::string_view key, int64_t units) {
    begin(key);
    base::append_price(row_, units);
    return *this;
}

JsonRow& JsonRow::flag(std::string_view key, bool value) {
    begin(key);
    row_.append(value ? "true" : "false");
    return *this;
}

}  // namespace venue
