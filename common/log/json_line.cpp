#include "common/log/json_line.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace logging {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

unsigned char byte_at(std::string_view text, size_t at) {
    return static_cast<unsigned char>(text[at]);
}

// What the first byte of a UTF-8 sequence says: how long it is, and which second bytes are allowed.
// The narrowed ranges keep out overlong forms, surrogates and what lies above U+10FFFF.
struct Lead {
    size_t length;  // 0: no sequence begins like this
    unsigned char second_min = 0x80;
    unsigned char second_max = 0xBF;
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) return {1};
    if (byte >= 0xC2 && byte <= 0xDF) return {2};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF) return {3};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte >= 0xF1 && byte <= 0xF3) return {4};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {0};
}

// Bytes of the valid sequence that begins `text`, or 0.
size_t sequence_length(std::string_view text) {
    const Lead lead = lead_of(byte_at(text, 0));
    if (lead.length == 0 || lead.length > text.size()) return 0;
    if (lead.length == 1) return 1;
    if (byte_at(text, 1) < lead.second_min || byte_at(text, 1) > lead.second_max) return 0;
    for (size_t i = 2; i < lead.length; ++i) {
        if ((byte_at(text, i) & 0xC0) != 0x80) return 0;
    }
    return lead.length;
}

void append_ascii(std::string& out, char c) {
    if (c == '"' || c == '\\') {
        out.push_back('\\');
        out.push_back(c);
    } else if (c == '\n') {
        out += "\\n";
    } else if (c == '\t') {
        out += "\\t";
    } else if (c < 0x20 || c == 0x7F) {
        std::array<char, 8> escape{};
        std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
        out += escape.data();
    } else {
        out.push_back(c);
    }
}

void append_text(std::string& out, std::string_view text) {
    out.push_back('"');
    for (size_t at = 0; at < text.size();) {
        const size_t length = sequence_length(text.substr(at));
        if (at + std::max<size_t>(length, 1) > kTextBytesMax) {
            out += kEllipsis;
            break;
        }
        if (length == 0) out += kReplacement;
        if (length == 1) append_ascii(out, text[at]);
        if (length > 1) out += text.substr(at, length);
        at += std::max<size_t>(length, 1);
    }
    out.push_back('"');
}

void append_key(std::string& out, std::string_view key) {
    out.push_back(',');
    append_text(out, key);
    out.push_back(':');
}

void append_time(std::string& out, base::WallTime time) {
    // Floor, so that the fraction is never negative.
    const std::time_t seconds = time.us / 1'000'000 - (time.us % 1'000'000 < 0 ? 1 : 0);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 48> date{};
    const size_t length = std::strftime(date.data(), date.size(), "\"%Y-%m-%dT%H:%M:%S", &utc);
    out.append(date.data(), length);
    std::array<char, 16> fraction{};
    std::snprintf(fraction.data(), fraction.size(), ".%06dZ\"",
                  static_cast<int>(time.us - seconds * 1'000'000));
    out += fraction.data();
}

struct AppendValue {
    std::string& out;
    void operator()(int64_t number) const { out += std::to_string(number); }
    void operator()(uint64_t number) const { out += std::to_string(number); }
    void operator()(bool flag) const { out += flag ? "true" : "false"; }
    void operator()(std::string_view text) const { append_text(out, text); }
};

}  // namespace

std::string json_line(const Line& line) {
    std::string out = "{\"time\":";
    append_time(out, line.time);
    append_key(out, "level");
    append_text(out, line.level);
    append_key(out, "service");
    append_text(out, line.service);
    append_key(out, "message");
    append_text(out, line.message);
    for (const Field& field : line.fields) {
        append_key(out, field.key);
        std::visit(AppendValue{out}, field.value);
    }
    out.push_back('}');
    return out;
}

}  // namespace logging
