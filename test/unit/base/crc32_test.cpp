#include "common/base/crc32.h"

#include <doctest/doctest.h>

#include <string>

using base::crc32;

TEST_CASE("base/crc32: the check value of ISO 3309") { CHECK(crc32("123456789") == 0xCBF43926u); }

TEST_CASE("base/crc32: known values of zlib") {
    CHECK(crc32("") == 0u);
    CHECK(crc32("a") == 0xE8B7BE43u);
    CHECK(crc32("abc") == 0x352441C2u);
    CHECK(crc32("The quick brown fox jumps over the lazy dog") == 0x414FA339u);
}

TEST_CASE("base/crc32: bytes above 127 and NUL count like others") {
    CHECK(crc32(std::string(1, '\0')) == 0xD202EF8Du);
    CHECK(crc32(std::string(1, '\xFF')) == 0xFF000000u);
    CHECK(crc32(std::string(4, '\xFF')) == 0xFFFFFFFFu);
}
