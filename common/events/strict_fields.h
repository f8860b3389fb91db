#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/events/json_value.h"
#include "common/events/names.h"

namespace events {

enum class Need { Must, May };

struct TextRule {
    uint8_t allowed;  // a class of characters.h
    size_t least;
    size_t most;
};

// Reads the known fields of one JSON object. The first problem is kept, with the name of its field
// in front ("quantity: must be at least 1"); what is unknown is ignored, a known field given twice
// is wrong. A field that is left out, or wrong, leaves `to` as it is.
class StrictFields {
  public:
    explicit StrictFields(const JsonValue& object);

    void kind(std::string_view expected);
    void text(std::string_view field, Need need, TextRule rule, std::string& to);
    void integer(std::string_view field, Need need, int64_t least, int64_t most, int64_t& to);
    void integer(std::string_view field, int64_t least, int64_t most, std::optional<int64_t>& to);
    void price(std::string_view field, Need need, int64_t& to);
    void flag(std::string_view field, bool& to);
    // Different texts, `least` to `most` of them.
    void texts(std::string_view field, Need need, TextRule rule, size_t most,
               std::vector<std::string>& to);
    const JsonValue* list(std::string_view field, Need need, size_t most);

    template <class Enum>
    void name(std::string_view field, Need need, Enum& to, size_t count = kNames<Enum>.size()) {
        const std::string* text = name_text(field, need);
        if (text == nullptr) return;
        const auto value = by_name<Enum>(*text);
        if (value && static_cast<size_t>(*value) < count) {
            to = *value;
        } else {
            refuse(field, one_of(kNames<Enum>.data(), count));
        }
    }
    template <class Enum>
    void name(std::string_view field, std::optional<Enum>& to) {
        if (!has(field)) return;
        Enum value{};
        name(field, Need::May, value);
        to = value;
    }

    [[nodiscard]] bool has(std::string_view field) const;
    void refuse(std::string_view field, std::string_view why);
    [[nodiscard]] const std::string& problem() const { return problem_; }  // empty: none yet

  private:
    const JsonValue* find(std::string_view field, Need need, JsonValue::Kind kind);
    const std::string* name_text(std::string_view field, Need need);
    static std::string one_of(const std::string_view* names, size_t count);

    const JsonValue& object_;
    std::string problem_;
};

// Empty, or why the text breaks the rule.
std::string broken_rule(std::string_view text, TextRule rule);
// Read into `to`; empty, or why the digits are no such integer.
std::string read_integer(std::string_view digits, int64_t least, int64_t most, int64_t& to);
// The same for a price in rupees, 0 to 10,000,000.
std::string read_price(std::string_view digits, int64_t& to);

}  // namespace events
