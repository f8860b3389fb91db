#include "common/overview/json_fields.h"

#include <charconv>

#include "common/overview/decimal_text.h"

namespace overview {

using events::JsonValue;

const JsonValue* field(const JsonValue& object, std::string_view name) {
    if (object.kind != JsonValue::Kind::Object) return nullptr;
    for (size_t i = 0; i < object.names.size(); ++i) {
        if (object.names[i] == name) return &object.elements[i];
    }
    return nullptr;
}

const JsonValue* field_at(const JsonValue& object, std::initializer_list<std::string_view> path) {
    const JsonValue* at = &object;
    for (const std::string_view name : path) {
        if (at != nullptr) at = field(*at, name);
    }
    return at;
}

std::optional<int64_t> integer_field(const JsonValue& object, std::string_view name) {
    const JsonValue* const value = field(object, name);
    if (value == nullptr || value->kind != JsonValue::Kind::Number) return std::nullopt;
    int64_t number = 0;
    const char* const end = value->text.data() + value->text.size();
    const auto [stop, error] = std::from_chars(value->text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::optional<int64_t> thousandths_of(const JsonValue* value) {
    if (value == nullptr || value->kind != JsonValue::Kind::Number) return std::nullopt;
    return scaled(value->text, 1000);
}

std::string text_field(const JsonValue& object, std::string_view name) {
    const JsonValue* const value = field(object, name);
    return value != nullptr && value->kind == JsonValue::Kind::Text ? value->text : std::string{};
}

bool flag_field(const JsonValue& object, std::string_view name) {
    const JsonValue* const value = field(object, name);
    return value != nullptr && value->kind == JsonValue::Kind::Flag && value->text == "true";
}

}  // namespace overview
