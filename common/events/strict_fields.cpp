#include "common/events/strict_fields.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "common/base/decimal.h"
#include "common/events/characters.h"
#include "common/events/event.h"

namespace events {

namespace {

std::string_view called(JsonValue::Kind kind) {
    switch (kind) {
        case JsonValue::Kind::Text:
            return "must be a text";
        case JsonValue::Kind::Number:
            return "must be a number";
        case JsonValue::Kind::Flag:
            return "must be true or false";
        case JsonValue::Kind::List:
            return "must be a list";
        default:
            return "must be an object";
    }
}

}  // namespace

std::string broken_rule(std::string_view text, TextRule rule) {
    if (text.size() < rule.least) return "must not be empty";
    if (text.size() > rule.most) {
        return "must be at most " + std::to_string(rule.most) + " characters";
    }
    if (!all_of_class(text, rule.allowed)) return "has a character that is not allowed";
    return {};
}

std::string read_integer(std::string_view digits, int64_t least, int64_t most, int64_t& to) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (end != digits.data() + digits.size()) return "must be an integer";
    const bool below =
        error == std::errc::result_out_of_range ? digits.starts_with('-') : value < least;
    if (below) return "must be at least " + std::to_string(least);
    if (error == std::errc::result_out_of_range || value > most) {
        return "must be at most " + std::to_string(most);
    }
    to = value;
    return {};
}

std::string read_price(std::string_view digits, int64_t& to) {
    const auto parsed = base::parse_price(digits);
    if (const auto* error = std::get_if<base::DecimalError>(&parsed)) {
        switch (*error) {
            case base::DecimalError::NotADecimal:
                return "must be a decimal number";
            case base::DecimalError::Exponent:
                return "must not have an exponent";
            case base::DecimalError::TooManyDecimals:
                return "must have at most 4 decimals";
            case base::DecimalError::TooLarge:
                return digits.starts_with('-') ? "must be at least 0" : "must be at most 10000000";
        }
    }
    const int64_t units = std::get<int64_t>(parsed);
    if (units < 0) return "must be at least 0";
    if (units > kPriceMax) return "must be at most 10000000";
    to = units;
    return {};
}

StrictFields::StrictFields(const JsonValue& object) : object_{object} {
    if (object.kind != JsonValue::Kind::Object) problem_ = "body: must be an object";
}

void StrictFields::refuse(std::string_view field, std::string_view why) {
    if (problem_.empty() && !why.empty()) problem_ = std::string{field} + ": " + std::string{why};
}

bool StrictFields::has(std::string_view field) const {
    return std::ranges::find(object_.names, field) != object_.names.end();
}

const JsonValue* StrictFields::find(std::string_view field, Need need, JsonValue::Kind kind) {
    const JsonValue* found = nullptr;
    for (size_t i = 0; i < object_.names.size(); ++i) {
        if (object_.names[i] != field) continue;
        if (found != nullptr) {
            refuse(field, "given twice");
            return nullptr;
        }
        found = &object_.elements[i];
    }
    if (found == nullptr) {
        if (need == Need::Must) refuse(field, "missing");
        return nullptr;
    }
    if (found->kind == kind) return found;
    refuse(field, called(kind));
    return nullptr;
}

void StrictFields::kind(std::string_view expected) {
    const JsonValue* value = find("kind", Need::Must, JsonValue::Kind::Text);
    if (value != nullptr && value->text != expected) {
        refuse("kind", "must be " + std::string{expected});
    }
}

void StrictFields::text(std::string_view field, Need need, TextRule rule, std::string& to) {
    const JsonValue* value = find(field, need, JsonValue::Kind::Text);
    if (value == nullptr) return;
    const std::string why = broken_rule(value->text, rule);
    if (!why.empty()) return refuse(field, why);
    to = value->text;
}

void StrictFields::integer(std::string_view field, Need need, int64_t least, int64_t most,
                           int64_t& to) {
    const JsonValue* value = find(field, need, JsonValue::Kind::Number);
    if (value != nullptr) refuse(field, read_integer(value->text, least, most, to));
}

void StrictFields::integer(std::string_view field, int64_t least, int64_t most,
                           std::optional<int64_t>& to) {
    const JsonValue* value = find(field, Need::May, JsonValue::Kind::Number);
    if (value == nullptr) return;
    refuse(field, read_integer(value->text, least, most, to.emplace()));
}

void StrictFields::price(std::string_view field, Need need, int64_t& to) {
    const JsonValue* value = find(field, need, JsonValue::Kind::Number);
    if (value != nullptr) refuse(field, read_price(value->text, to));
}

void StrictFields::flag(std::string_view field, bool& to) {
    const JsonValue* value = find(field, Need::May, JsonValue::Kind::Flag);
    if (value != nullptr) to = value->text == "true";
}

const JsonValue* StrictFields::list(std::string_view field, Need need, size_t most) {
    const JsonValue* value = find(field, need, JsonValue::Kind::List);
    if (value == nullptr) return nullptr;
    if (value->elements.empty()) refuse(field, "must not be empty");
    if (value->elements.size() > most) {
        refuse(field, "must be at most " + std::to_string(most) + " elements");
    }
    return problem_.empty() ? value : nullptr;
}

void StrictFields::texts(std::string_view field, Need need, TextRule rule, size_t most,
                         std::vector<std::string>& to) {
    const JsonValue* value = list(field, need, most);
    if (value == nullptr) return;
    std::unordered_set<std::string_view> seen;
    for (const JsonValue& element : value->elements) {
        if (element.kind != JsonValue::Kind::Text) return refuse(field, "must be texts");
        const std::string why = broken_rule(element.text, rule);
        if (!why.empty()) return refuse(field, "an element " + why);
        if (!seen.insert(element.text).second) return refuse(field, "an element is given twice");
        to.push_back(element.text);
    }
}

const std::string* StrictFields::name_text(std::string_view field, Need need) {
    const JsonValue* value = find(field, need, JsonValue::Kind::Text);
    return value == nullptr ? nullptr : &value->text;
}

std::string StrictFields::one_of(const std::string_view* names, size_t count) {
    std::string text = "must be one of";
    for (size_t i = 0; i < count; ++i) text.append(i == 0 ? " " : ", ").append(names[i]);
    return text;
}

}  // namespace events
