#include "common/reports/event_id.h"

#include <array>
#include <cstdint>

#include "common/events/characters.h"
#include "common/events/event.h"

namespace reports {
namespace {

constexpr size_t kDigits = 16;

// FNV-1a, 64 bits.
uint64_t digest_of(std::string_view text) {
    uint64_t digest = 0xcbf29ce484222325;
    for (const char c : text) {
        digest ^= static_cast<unsigned char>(c);
        digest *= 0x100000001b3;
    }
    return digest;
}

}  // namespace

std::string event_id(std::string_view text) {
    if (text.size() <= events::kIdMax && events::all_of_class(text, events::kIdChar)) {
        return std::string{text};
    }
    std::string id{text.substr(0, events::kIdMax - kDigits - 1)};
    for (char& c : id) {
        if (!events::all_of_class({&c, 1}, events::kIdChar)) c = '_';
    }
    id.push_back('~');
    uint64_t digest = digest_of(text);
    std::array<char, kDigits> digits{};
    for (char& digit : digits) {
        digit = "0123456789abcdef"[digest >> 60];
        digest <<= 4;
    }
    return id.append(digits.data(), digits.size());
}

}  // namespace reports
