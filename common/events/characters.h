#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace events {

// The classes of characters that texts of docs/events.md and docs/commands.md may hold, as bits.
inline constexpr uint8_t kIdChar = 1, kSourceChar = 2, kAccountChar = 4, kReasonChar = 8,
                         kCommandIdChar = 16;

constexpr std::array<uint8_t, 256> make_classes() {
    std::array<uint8_t, 256> classes{};
    for (int c = 0x20; c < 0x7F; ++c) {
        const bool digit = c >= '0' && c <= '9';
        const bool small = c >= 'a' && c <= 'z';
        const bool capital = c >= 'A' && c <= 'Z';
        uint8_t is = kReasonChar;
        if (c != ' ' && c != '"' && c != '\'' && c != '\\') is |= kIdChar;
        if (digit || small || c == '-') is |= kSourceChar;
        if (digit || capital) is |= kAccountChar;
        if (digit || small || capital || c == '.' || c == '_' || c == ':' || c == '-') {
            is |= kCommandIdChar;
        }
        classes[static_cast<size_t>(c)] = is;
    }
    return classes;
}
inline constexpr auto kClasses = make_classes();

constexpr bool all_of_class(std::string_view text, uint8_t wanted) {
    uint8_t common = wanted;
    for (const char c : text) common &= kClasses[static_cast<unsigned char>(c)];
    return common == wanted;
}

}  // namespace events
