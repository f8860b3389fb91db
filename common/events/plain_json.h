#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

namespace events {

// The JSON that programs write: no blanks between its signs, no escapes, flat objects of texts and
// numbers. `Handler` gets the calls of RapidJSON's SAX reader, by the same names, for what is such;
// what is not, RapidJSON reads (reader.cpp). A member function of `Handler`, `expected_key(at)`,
// gives the size of the name that it expects at a place, when it stands there; 0 else.

// Of the text that begins at `at`, up to its quotation mark; kNotPlain where it has an escape or a
// control character. Reads up to 16 bytes beyond it.
inline constexpr size_t kNotPlain = SIZE_MAX;

inline size_t plain_text_size(const char* at) {
    const char* end = at;
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i last_control = _mm_set1_epi8(0x1F);
    while (true) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(end));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        const __m128i sign = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote),
                                          _mm_or_si128(_mm_cmpeq_epi8(bytes, backslash), control));
        const auto found = static_cast<uint32_t>(_mm_movemask_epi8(sign));
        if (found == 0) {
            end += sizeof bytes;
            continue;
        }
        end += std::countr_zero(found);
        break;
    }
#else
    while (*end != '"' && *end != '\\' && static_cast<unsigned char>(*end) > 0x1F) ++end;
#endif
    return *end == '"' ? static_cast<size_t>(end - at) : kNotPlain;
}

// A longer one RapidJSON reads, which knows how much a double can hold.
inline constexpr size_t kPlainNumberMax = 32;

// Of the number at `at`, without an exponent; 0 where none is.
inline size_t plain_number_size(const char* at) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const char* end = at;
    if (*end == '-') ++end;
    if (!is_digit(*end) || (*end == '0' && is_digit(end[1]))) return 0;
    while (is_digit(*end)) ++end;
    if (*end != '.') return static_cast<size_t>(end - at);
    if (!is_digit(*++end)) return 0;
    while (is_digit(*end)) ++end;
    return static_cast<size_t>(end - at);
}

template <class Handler>
class PlainJson {
  public:
    // `at` is the place of reading and stands behind each sign before its call.
    PlainJson(char*& at, Handler& handler) : at_{at}, handler_{handler} {}

    // An object, or an array of objects, up to a zero byte. False: not plain, or the handler
    // refuses; the calls made so far are void.
    [[nodiscard]] bool read() {
        if (*at_ == '{') return object() && *at_ == '\0';
        if (*at_ != '[') return false;
        ++at_;
        if (!handler_.StartArray() || !object()) return false;
        while (*at_ == ',') {
            ++at_;
            if (!object()) return false;
        }
        if (*at_ != ']') return false;
        ++at_;
        return handler_.EndArray(0) && *at_ == '\0';
    }

  private:
    bool object() {
        if (*at_ != '{') return false;
        ++at_;
        if (!handler_.StartObject() || !member()) return false;
        while (*at_ == ',') {
            ++at_;
            if (!member()) return false;
        }
        if (*at_ != '}') return false;
        ++at_;
        return handler_.EndObject(0);
    }

    bool member() { return key() && value(); }

    bool key() {
        if (*at_ != '"') return false;
        const char* name = ++at_;
        size_t size = handler_.expected_key(name);
        if (size == 0 || name[size] != '"') size = plain_text_size(name);
        if (size == kNotPlain || name[size + 1] != ':') return false;
        at_ += size + 2;
        return handler_.Key(name, static_cast<uint32_t>(size), false);
    }

    bool value() {
        if (*at_ == '"') {
            const char* text = ++at_;
            const size_t size = plain_text_size(text);
            if (size == kNotPlain) return false;
            at_ += size + 1;
            return handler_.String(text, static_cast<uint32_t>(size), false);
        }
        const char* digits = at_;
        const size_t size = plain_number_size(digits);
        at_ += size;
        if (size == 0 || size > kPlainNumberMax) return false;
        return handler_.RawNumber(digits, static_cast<uint32_t>(size), false);
    }

    char*& at_;
    Handler& handler_;
};

}  // namespace events
