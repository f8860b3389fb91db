#pragma once

#include <cstdint>
#include <string_view>

namespace journal {

// CRC-64 as in xz (ECMA-182, reflected): crc64("123456789") == 0x995DC9BBDF1939FA. Finds every
// change of one bit and every burst of up to 64. `so_far`: of the bytes before, to go on from.
uint64_t crc64(std::string_view bytes, uint64_t so_far = 0);

}  // namespace journal
