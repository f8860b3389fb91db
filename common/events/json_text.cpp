#include "common/events/json_text.h"

#include "common/base/decimal.h"

namespace events {

void JsonText::separate() {
    if (!first_) out_.push_back(',');
    first_ = false;
}

void JsonText::open(char bracket) {
    separate();
    out_.push_back(bracket);
    first_ = true;
}

void JsonText::close(char bracket) {
    out_.push_back(bracket);
    first_ = false;
}

void JsonText::quoted(std::string_view value) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out_.push_back('"');
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            out_.append("\\u00").push_back(kHex[byte >> 4U]);
            out_.push_back(kHex[byte & 15U]);
            continue;
        }
        if (c == '"' || c == '\\') out_.push_back('\\');
        out_.push_back(c);
    }
    out_.push_back('"');
}

void JsonText::key(std::string_view name) {
    separate();
    quoted(name);
    out_.push_back(':');
    first_ = true;
}

void JsonText::text(std::string_view value) {
    separate();
    quoted(value);
}

void JsonText::integer(int64_t value) {
    separate();
    out_ += std::to_string(value);
}

void JsonText::price(int64_t units) {
    separate();
    base::append_price(out_, units);
}

void JsonText::flag(bool value) {
    separate();
    out_ += value ? "true" : "false";
}

void JsonText::integer_or_null(std::string_view name, const std::optional<int64_t>& value) {
    key(name);
    value ? integer(*value) : raw("null");
}

void JsonText::texts(std::string_view name, const std::vector<std::string>& values) {
    key(name);
    open_list();
    for (const std::string& value : values) text(value);
    close_list();
}

void JsonText::raw(std::string_view json) {
    separate();
    out_ += json;
}

}  // namespace events
