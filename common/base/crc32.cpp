#include "common/base/crc32.h"

#include <array>
#include <bit>
#include <cstring>

namespace base {
namespace {

constexpr size_t kSlices = 8;  // bytes that are taken at once

// kTables[n][byte]: what `byte` makes of the sum when n more bytes come behind it.
constexpr auto make_tables() {
    std::array<std::array<uint32_t, 256>, kSlices> tables{};
    for (uint32_t i = 0; i < 256; ++i) {
        uint32_t rest = i;
        for (int bit = 0; bit < 8; ++bit)
            rest = (rest & 1) != 0 ? 0xEDB88320u ^ (rest >> 1) : rest >> 1;
        tables[0][i] = rest;
    }
    for (size_t n = 1; n < kSlices; ++n) {
        for (size_t i = 0; i < 256; ++i) {
            const uint32_t before = tables[n - 1][i];
            tables[n][i] = tables[0][before & 0xFF] ^ (before >> 8);
        }
    }
    return tables;
}

constexpr auto kTables = make_tables();

uint32_t take_eight(uint32_t sum, const char* bytes) {
    static_assert(std::endian::native == std::endian::little, "the sum meets the first bytes");
    uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    word ^= sum;
    uint32_t next = 0;
    for (size_t i = 0; i < kSlices; ++i) next ^= kTables[kSlices - 1 - i][(word >> (8 * i)) & 0xFF];
    return next;
}

}  // namespace

uint32_t crc32(std::string_view bytes) {
    uint32_t sum = 0xFFFFFFFFu;
    for (; bytes.size() >= kSlices; bytes.remove_prefix(kSlices))
        sum = take_eight(sum, bytes.data());
    for (const char byte : bytes)
        sum = kTables[0][(sum ^ static_cast<unsigned char>(byte)) & 0xFF] ^ (sum >> 8);
    return sum ^ 0xFFFFFFFFu;
}

}  // namespace base
