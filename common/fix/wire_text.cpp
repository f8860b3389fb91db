#include "common/fix/wire_text.h"

#include <cstdlib>

#include "common/fix/timestamp.h"

namespace fix {
namespace {

constexpr char kEnd = '\x01';

// One "number=value" of a text, as positions in it.
struct Part {
    int number = 0;
    size_t begin = 0;  // of the number
    size_t value = 0;
    size_t end = 0;  // of the value: where the separator stands
};

// The part that begins at `at`; number 0 where it is not one. False: the text is at its end.
bool next_part(const std::string& text, size_t at, Part& part) {
    if (at >= text.size()) return false;
    part.begin = at;
    part.end = text.find(kEnd, at);
    if (part.end == std::string::npos) part.end = text.size();
    part.number = 0;
    part.value = part.end;
    constexpr int kNumberMax = 1'000'000;
    int number = 0;
    for (size_t i = at; i < part.end; ++i) {
        if (text[i] == '=' && i > at) {
            part.number = number;
            part.value = i + 1;
            return true;
        }
        if (text[i] < '0' || text[i] > '9' || number > kNumberMax) return true;
        number = number * 10 + (text[i] - '0');
    }
    return true;
}

bool in_header_or_trailer(int number) {
    switch (number) {
        case 8:
        case 9:
        case 10:
        case 34:
        case 35:
        case 43:
        case 49:
        case 50:
        case 52:
        case 56:
        case 57:
        case 89:
        case 90:
        case 91:
        case 93:
        case 97:
        case 115:
        case 116:
        case 122:
        case 128:
        case 129:
        case 142:
        case 143:
        case 144:
        case 145:
        case 212:
        case 213:
        case 347:
        case 369:
            return true;
        default:
            return false;
    }
}

void read_header(int number, const std::string& value, Message& message) {
    if (number == 34) message.seq = std::strtoll(value.c_str(), nullptr, 10);
    if (number == 35) message.type = value;
    if (number == 43) message.poss_dup = value == "Y";
    if (number == 52) read_timestamp(value, message.sending_time_us);
    if (number == 97) message.poss_resend = value == "Y";
}

std::string checksum_of(const std::string& text) {
    unsigned sum = 0;
    for (const char byte : text) sum += static_cast<unsigned char>(byte);
    const std::string digits = std::to_string(sum % 256);
    return std::string(3 - digits.size(), '0') + digits;
}

// The text with the fields that `keeps` wants, and the length and checksum that go with them.
template <class Keeps>
std::string rebuilt(const std::string& text, const Keeps& keeps) {
    std::string begin_string;
    std::string body;
    body.reserve(text.size());
    Part part;
    for (size_t at = 0; next_part(text, at, part); at = part.end + 1) {
        const size_t size = part.end - part.begin;
        if (part.number == 8) begin_string = text.substr(part.begin, size);
        if (part.number == 8 || part.number == 9 || part.number == 10) continue;
        if (!keeps(part.number)) continue;
        body.append(text, part.begin, size);
        body += kEnd;
    }
    std::string out = begin_string + kEnd + "9=" + std::to_string(body.size()) + kEnd + body;
    return out + "10=" + checksum_of(out) + kEnd;
}

}  // namespace

std::string field_of(const std::string& text, int number) {
    Part part;
    for (size_t at = 0; next_part(text, at, part); at = part.end + 1) {
        if (part.number == number) return text.substr(part.value, part.end - part.value);
    }
    return {};
}

int64_t seq_of(const std::string& text) {
    return std::strtoll(field_of(text, 34).c_str(), nullptr, 10);
}

Message read_text(const std::string& text) {
    constexpr size_t kFieldsUsual = 32;
    Message message;
    message.fields.reserve(kFieldsUsual);
    Part part;
    for (size_t at = 0; next_part(text, at, part); at = part.end + 1) {
        if (part.number == 0) continue;
        std::string value(text, part.value, part.end - part.value);
        if (in_header_or_trailer(part.number)) {
            read_header(part.number, value, message);
        } else {
            message.fields.push_back({part.number, std::move(value)});
        }
    }
    return message;
}

std::string masked(const std::string& text) {
    std::string out = text;
    Part part;
    for (size_t at = 0; next_part(out, at, part); at = part.end + 1) {
        if (part.number != 554) continue;
        out.replace(part.value, part.end - part.value, "***");
        part.end = part.value + 3;
    }
    return out;
}

bool is_intact(const std::string& text) {
    const size_t length = text.find(
        "\x01"
        "9=");
    const size_t trailer = text.rfind(
        "\x01"
        "10=");
    if (length == std::string::npos || trailer == std::string::npos) return false;
    const size_t body = text.find(kEnd, length + 1) + 1;
    if (body > trailer + 1) return false;
    return field_of(text, 9) == std::to_string(trailer + 1 - body) &&
           field_of(text, 10) == checksum_of(text.substr(0, trailer + 1));
}

std::string header_of(const std::string& text) {
    return rebuilt(text, [](int number) { return in_header_or_trailer(number); });
}

std::string without_login(const std::string& text) {
    return rebuilt(text, [](int number) { return number != 553 && number != 554; });
}

}  // namespace fix
