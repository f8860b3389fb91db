#pragma once

#include <string>
#include <string_view>

// Whether a text has this part.
inline bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}
