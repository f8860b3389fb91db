#include "common/events/mend_json.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <optional>

namespace events {
namespace {

constexpr size_t kEscapeSize = 6;  // \uD800

// The code unit of a \uXXXX at `at`; nullopt where there is none.
std::optional<unsigned> code_unit(const char* at) {
    if (at[0] != '\\' || at[1] != 'u') return std::nullopt;
    unsigned unit = 0;
    const auto read = std::from_chars(at + 2, std::find(at + 2, at + kEscapeSize, '\0'), unit, 16);
    if (read.ptr != at + kEscapeSize) return std::nullopt;
    return unit;
}

bool is_high(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

void mend_surrogates(char* text) {
    for (char* at = std::strchr(text, '\\'); at != nullptr; at = std::strchr(at, '\\')) {
        const auto unit = code_unit(at);
        if (!unit) {
            at += at[1] == '\0' ? 1 : 2;
            continue;
        }
        const auto next = is_high(*unit) ? code_unit(at + kEscapeSize) : std::nullopt;
        if (next && is_low(*next)) {
            at += kEscapeSize;
        } else if (is_high(*unit) || is_low(*unit)) {
            std::memcpy(at, "\\uFFFD", kEscapeSize);
        }
        at += kEscapeSize;
    }
}

char* behind_digits(char* at) {
    while (*at >= '0' && *at <= '9') ++at;
    return at;
}

// Mends the number at `at`, a digit, and returns what is behind it; of what is no number, a place
// at which the parser comes upon that.
char* mend_number(char* at) {
    constexpr std::ptrdiff_t kDigitsMax = 300;
    constexpr std::ptrdiff_t kExponentDigitsMax = 2;
    char* end = behind_digits(at);
    if (*at == '0' && end - at > 1) return end;
    bool beyond = end - at > kDigitsMax;
    if (*end == '.') {
        if (behind_digits(end + 1) == end + 1) return end;
        end = behind_digits(end + 1);
    }
    if (*end == 'e' || *end == 'E') {
        char* exponent = end + (end[1] == '+' || end[1] == '-' ? 2 : 1);
        end = behind_digits(exponent);
        if (end == exponent) return end;
        beyond = beyond || end - exponent > kExponentDigitsMax;
    }
    if (!beyond) return end;
    at[1] = 'e';
    std::fill(at + 2, end, '0');
    return end;
}

void mend_numbers(char* text) {
    bool in_text = false;
    for (char* at = text; *at != '\0';) {
        if (in_text && *at == '\\' && at[1] != '\0') {
            at += 2;
        } else if (*at == '"') {
            in_text = !in_text;
            ++at;
        } else if (!in_text && *at >= '0' && *at <= '9') {
            at = mend_number(at);
        } else {
            ++at;
        }
    }
}

}  // namespace

void mend_json(char* text) {
    mend_surrogates(text);
    mend_numbers(text);
}

}  // namespace events
