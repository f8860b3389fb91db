#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "producers/venue/matching/input.h"

namespace venue {

// One input as bytes: time, session, the kind's number, then its fields in the order of input.h.
// Whole numbers are little-endian of their own width, texts a length byte and their bytes.
inline constexpr size_t kInputBytesMax = 512;

// Appends to `out`.
void encode(const Input& input, std::string& out);
// Nullopt: these bytes are no input.
std::optional<Input> decode(std::string_view bytes);

}  // namespace venue
