#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/events/json_value.h"

namespace overview {

// Fields of a JSON object that somebody else wrote: absent where they are missing or of another
// kind. The first of a name counts.
const events::JsonValue* field(const events::JsonValue& object, std::string_view name);
// Through objects within objects: field_at(queue, {"message_stats", "ack_details", "rate"}).
const events::JsonValue* field_at(const events::JsonValue& object,
                                  std::initializer_list<std::string_view> path);

std::optional<int64_t> integer_field(const events::JsonValue& object, std::string_view name);
// In thousandths.
std::optional<int64_t> thousandths_of(const events::JsonValue* value);
std::string text_field(const events::JsonValue& object, std::string_view name);
bool flag_field(const events::JsonValue& object, std::string_view name);

}  // namespace overview
