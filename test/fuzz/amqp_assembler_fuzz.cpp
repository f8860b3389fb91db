#include <cstddef>
#include <cstdint>
#include <string>

#include "test/fuzz/amqp_assembler_property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    check_assembler({data, data + size});
    return 0;
}
