#pragma once

#include <string>

// A FIX message with length and checksum; `fields` are separated by bars.
inline std::string framed(std::string fields, const std::string& version = "FIX.4.4") {
    for (char& byte : fields) byte = byte == '|' ? '\x01' : byte;
    const std::string text =
        "8=" + version + "\x01" + "9=" + std::to_string(fields.size()) + "\x01" + fields;
    unsigned sum = 0;
    for (const char byte : text) sum += static_cast<unsigned char>(byte);
    const std::string digits = std::to_string(1000 + sum % 256).substr(1);
    return text + "10=" + digits + "\x01";
}
