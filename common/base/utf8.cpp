#include "common/base/utf8.h"

#include <cstdint>

namespace base {
namespace {

// What one character of UTF-8 is like, by its first byte.
struct Shape {
    size_t bytes = 0;  // 0: no character begins so
    uint32_t bits = 0;
    uint32_t least = 0;  // below it fewer bytes would do
};
Shape shape_of(unsigned char first) {
    if (first < 0x80) return {1, first, 0};
    if (first >> 5U == 0b110) return {2, first & 0x1FU, 0x80};
    if (first >> 4U == 0b1110) return {3, first & 0x0FU, 0x800};
    if (first >> 3U == 0b11110) return {4, first & 0x07U, 0x10000};
    return {};
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const Shape shape = shape_of(static_cast<unsigned char>(text[0]));
        if (shape.bytes == 0 || shape.bytes > text.size()) return false;
        uint32_t character = shape.bits;
        for (const char c : text.substr(1, shape.bytes - 1)) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte >> 6U != 0b10) return false;
            character = (character << 6U) | (byte & 0x3FU);
        }
        const bool half_of_pair = character >= 0xD800 && character < 0xE000;
        if (character < shape.least || character > 0x10FFFF || half_of_pair) return false;
        text.remove_prefix(shape.bytes);
    }
    return true;
}

}  // namespace base
