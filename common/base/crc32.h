#pragma once

#include <cstdint>
#include <string_view>

namespace base {

// CRC-32 of ISO 3309, as in zlib and Ethernet: crc32("123456789") == 0xCBF43926.
uint32_t crc32(std::string_view bytes);

}  // namespace base
