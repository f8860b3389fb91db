#include "common/base/crc32.h"

#include <array>

namespace base {
namespace {

constexpr std::array<uint32_t, 256> make_table() {
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < 256; ++i) {
        uint32_t rest = i;
        for (int bit = 0; bit < 8; ++bit)
            rest = (rest & 1) != 0 ? 0xEDB88320u ^ (rest >> 1) : rest >> 1;
        table[i] = rest;
    }
    return table;
}

constexpr auto kTable = make_table();

}  // namespace

uint32_t crc32(std::string_view bytes) {
    uint32_t sum = 0xFFFFFFFFu;
    for (const char byte : bytes) {
        sum = kTable[(sum ^ static_cast<unsigned char>(byte)) & 0xFF] ^ (sum >> 8);
    }
    return sum ^ 0xFFFFFFFFu;
}

}  // namespace base
