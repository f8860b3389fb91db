#include "text_file.h"

#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace daygen {
namespace {

constexpr int64_t kDecimalMax = 100'000'000'000'000'000;

std::optional<std::string> read_bytes(const std::string& path) {
    const auto close = [](std::FILE* file) { std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> file{std::fopen(path.c_str(), "rb"), close};
    if (!file) return std::nullopt;
    std::string bytes;
    std::string piece(size_t{1} << 16, '\0');
    while (const size_t got = std::fread(piece.data(), 1, piece.size(), file.get())) {
        bytes.append(piece, 0, got);
        if (bytes.size() > kDataFileBytesMax) return std::nullopt;
    }
    if (std::ferror(file.get())) return std::nullopt;
    return bytes;
}

std::optional<std::string> unpack(const std::string& packed) {
    const auto free_stream = [](ZSTD_DCtx* stream) { ZSTD_freeDCtx(stream); };
    const std::unique_ptr<ZSTD_DCtx, decltype(free_stream)> stream{ZSTD_createDCtx(), free_stream};
    std::string text;
    std::string piece(ZSTD_DStreamOutSize(), '\0');
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    size_t left = 1;
    while (true) {
        ZSTD_outBuffer out{piece.data(), piece.size(), 0};
        left = ZSTD_decompressStream(stream.get(), &out, &in);
        if (ZSTD_isError(left) || text.size() + out.pos > kDataFileBytesMax) return std::nullopt;
        text.append(piece, 0, out.pos);
        if (in.pos == in.size && out.pos < out.size) break;
    }
    if (left != 0) return std::nullopt;  // the frame goes on where the file ends
    return text;
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

struct Mantissa {
    int64_t digits = 0;
    int64_t places = 0;  // digits after the point
};

// Digits with at most one point among them.
std::optional<Mantissa> parse_mantissa(std::string_view text) {
    Mantissa mantissa;
    bool point = false;
    bool any = false;
    for (const char letter : text) {
        if (letter == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(letter) || mantissa.digits > kDecimalMax / 10) return std::nullopt;
        any = true;
        mantissa.digits = mantissa.digits * 10 + (letter - '0');
        if (point) ++mantissa.places;
    }
    if (!any) return std::nullopt;
    return mantissa;
}

std::optional<int64_t> parse_exponent(std::string_view text) {
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    const auto value = parse_whole(text);
    if (!value || *value > 18) return std::nullopt;
    return minus ? -*value : *value;
}

}  // namespace

std::optional<std::string> read_text_file(const std::string& path) {
    auto bytes = read_bytes(path);
    if (!bytes || !path.ends_with(".zst")) return bytes;
    return unpack(*bytes);
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    while (true) {
        const size_t comma = line.find(',');
        std::string_view field = line.substr(0, comma);
        while (field.starts_with(' ')) field.remove_prefix(1);
        while (field.ends_with(' ')) field.remove_suffix(1);
        fields.push_back(field);
        if (comma == std::string_view::npos) return fields;
        line.remove_prefix(comma + 1);
    }
}

std::optional<int64_t> parse_whole(std::string_view text) {
    if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), is_digit)) {
        return std::nullopt;
    }
    int64_t value = 0;
    for (const char letter : text) value = value * 10 + (letter - '0');
    return value;
}

std::optional<int64_t> parse_decimal(std::string_view text, int64_t scale) {
    const bool minus = text.starts_with('-');
    if (minus) text.remove_prefix(1);
    const size_t e = text.find_first_of("eE");
    const auto mantissa = parse_mantissa(text.substr(0, e));
    const auto exponent = e == std::string_view::npos ? std::optional<int64_t>{0}
                                                      : parse_exponent(text.substr(e + 1));
    if (!mantissa || !exponent) return std::nullopt;
    int64_t value = mantissa->digits;
    int64_t shift = *exponent - mantissa->places;
    for (; scale > 1; scale /= 10) ++shift;
    for (; shift > 0; --shift) {
        if (value > kDecimalMax / 10) return std::nullopt;
        value *= 10;
    }
    for (; shift < 0; ++shift) {
        if (value % 10 != 0) return std::nullopt;
        value /= 10;
    }
    return minus ? -value : value;
}

}  // namespace daygen
