#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/log/field.h"

namespace logging {

inline constexpr size_t kTextBytesMax = 4096;  // of the message and of each text value

// The core of the room: one line as it is written, without the newline.
struct Line {
    base::WallTime time;
    std::string_view level;
    std::string_view service;
    std::string_view message;
    std::span<const Field> fields;
};

// One JSON object: time (UTC, ISO 8601, microseconds), level, service, message, then the fields in
// their order. Always valid JSON in UTF-8: bytes that are not UTF-8 become U+FFFD, longer texts end
// with U+2026.
std::string json_line(const Line& line);

}  // namespace logging
