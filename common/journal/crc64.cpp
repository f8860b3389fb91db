#include "common/journal/crc64.h"

#include <array>
#include <cstddef>

namespace journal {
namespace {

constexpr size_t kAtOnce = 8;  // bytes of one step, one table each
using Tables = std::array<std::array<uint64_t, 256>, kAtOnce>;

constexpr Tables make_tables() {
    constexpr uint64_t kPolynomial = 0xC96C5795D7870F42;
    Tables tables{};
    for (uint64_t byte = 0; byte < 256; ++byte) {
        uint64_t value = byte;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1) ^ ((value & 1) != 0 ? kPolynomial : 0);
        }
        tables[0][byte] = value;
    }
    for (size_t table = 1; table < kAtOnce; ++table) {
        for (size_t byte = 0; byte < 256; ++byte) {
            const uint64_t before = tables[table - 1][byte];
            tables[table][byte] = (before >> 8) ^ tables[0][before & 0xff];
        }
    }
    return tables;
}

constexpr Tables kTables = make_tables();

uint64_t byte_at(std::string_view bytes, size_t place) {
    return static_cast<unsigned char>(bytes[place]);
}

}  // namespace

uint64_t crc64(std::string_view bytes, uint64_t so_far) {
    uint64_t value = ~so_far;
    while (bytes.size() >= kAtOnce) {
        uint64_t next = 0;
        for (size_t i = 0; i < kAtOnce; ++i) {
            const uint64_t byte = byte_at(bytes, i) ^ ((value >> (8 * i)) & 0xff);
            next ^= kTables[kAtOnce - 1 - i][byte];
        }
        value = next;
        bytes.remove_prefix(kAtOnce);
    }
    for (size_t i = 0; i < bytes.size(); ++i) {
        value = (value >> 8) ^ kTables[0][(value ^ byte_at(bytes, i)) & 0xff];
    }
    return ~value;
}

}  // namespace journal
