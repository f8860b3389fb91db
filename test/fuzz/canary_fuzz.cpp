// Proves that the harness catches: its property does not hold for any text that begins with "fail".
#include <cstdint>
#include <string_view>

#include "common/base/must.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    base::must(!text.starts_with("fail"));
    return 0;
}
