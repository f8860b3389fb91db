#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace events {

// Lists and objects within each other in one field's value. RapidJSON recurses: a limit on depth is
// a limit on stack.
inline constexpr int kValueLevelsMax = 32;

// One JSON value as it was written: a number keeps its digits, an object its order and its repeats,
// which RapidJSON's own document would lose.
struct JsonValue {
    enum class Kind { Null, Flag, Number, Text, List, Object };
    Kind kind = Kind::Null;
    std::string text;                 // Text: the value; Number: its digits; Flag: true or false
    std::vector<JsonValue> elements;  // of a List, an Object
    std::vector<std::string> names;   // Object: of the elements, one each
};

// Invalid with a reason that begins with "body: ". Nesting deeper than
// kValueLevelsMax within the outermost object or list is refused.
base::Result<JsonValue> read_json(std::string_view body, size_t bytes_max);

}  // namespace events
