#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace journal {

// Appends an integer, lowest byte first.
template <std::integral Integer>
void put(std::string& to, Integer value) {
    for (size_t i = 0; i < sizeof value; ++i) {
        to.push_back(static_cast<char>((static_cast<uint64_t>(value) >> (8 * i)) & 0xff));
    }
}

// Takes an integer from the front of `from`, which must have the bytes.
template <std::integral Integer>
Integer take(std::string_view& from) {
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof(Integer); ++i) {
        value |= uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
    }
    from.remove_prefix(sizeof(Integer));
    return static_cast<Integer>(value);
}

inline std::string_view take_text(std::string_view& from, size_t bytes) {
    const std::string_view text = from.substr(0, bytes);
    from.remove_prefix(bytes);
    return text;
}

}  // namespace journal
