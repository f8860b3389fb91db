#pragma once

#include <string>

#include "common/base/must.h"
#include "test/unit/amqp/incoming_text.h"

// Whatever bytes a broker sends: decoding them ends, and cutting them differently changes nothing.
// The first byte says how to cut the rest. Aborts when the property does not hold; returns what was
// decoded.
inline std::string check_assembler(const std::string& input) {
    constexpr size_t kBodyMax = 64;
    if (input.empty()) return {};
    const size_t piece = 1 + static_cast<unsigned char>(input[0]);
    const std::string bytes = input.substr(1);
    std::string whole = IncomingText::of(bytes, bytes.size(), kBodyMax);
    base::must(IncomingText::of(bytes, piece, kBodyMax) == whole);
    return whole;
}
