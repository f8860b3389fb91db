#include "common/fix/wire_text.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>

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
    // The length field before it announced that many bytes of this data field.
    int data_number = 0;
    size_t data_size = 0;
};

// The data field whose length a field gives; 0: it gives none. FIX 4.2 and 4.4, and 5.0's.
int data_field_of(int number) {
    switch (number) {
        case 90:
        case 95:
        case 212:
        case 348:
        case 350:
        case 352:
        case 354:
        case 356:
        case 358:
        case 360:
        case 362:
        case 364:
        case 445:
        case 618:
        case 621:
        case 1184:
        case 1280:
        case 1282:
        case 1397:
        case 1401:
        case 1403:
            return number + 1;
        case 93:
            return 89;
        default:
            return 0;
    }
}

// A data field may hold separators. Its length counts where a separator follows it; one that
// does not fit (characters counted for bytes) is not believed, and the value ends as any other's.
void end_data(const std::string& text, Part& part) {
    if (part.data_number == 0 || part.number != part.data_number) return;
    const size_t size = part.data_size;
    part.data_number = 0;
    if (size > text.size() - part.value) return;
    const size_t end = part.value + size;
    if (end == text.size() || text[end] == kEnd) part.end = end;
}

void announce_data(const std::string& text, Part& part) {
    const int data = data_field_of(part.number);
    if (data == 0) return;
    part.data_number = data;
    const std::string digits(text, part.value, part.end - part.value);
    char* end = nullptr;
    const unsigned long long size = std::strtoull(digits.c_str(), &end, 10);
    const bool good = !digits.empty() && digits[0] >= '0' && digits[0] <= '9' && *end == '\0';
    part.data_size = good ? static_cast<size_t>(size) : std::string::npos;
}

// The part that begins at `at`, behind the one that `part` holds; number 0 where it is not one.
// False: the text is at its end.
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
            end_data(text, part);
            announce_data(text, part);
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

// A number that a session can count; 0: it is none.
int64_t number_of(const std::string& digits) {
    constexpr size_t kDigitsMax = 10;
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return 0;
    const size_t first = std::min(digits.find_first_not_of('0'), digits.size());
    if (digits.size() - first > kDigitsMax) return 0;
    const int64_t number = std::strtoll(digits.c_str(), nullptr, 10);
    return number <= std::numeric_limits<int>::max() ? number : 0;
}

void read_header(int number, const std::string& value, Message& message) {
    if (number == 34 && message.seq == 0) message.seq = number_of(value);
    if (number == 35 && message.type.empty()) message.type = value;
    if (number == 43) message.poss_dup = value == "Y";
    if (number == 49 && message.sender.empty()) message.sender = value;
    if (number == 52) read_timestamp(value, message.sending_time_us);
    if (number == 56 && message.target.empty()) message.target = value;
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
        if (!keeps(part)) continue;
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

int64_t seq_of(const std::string& text) { return number_of(field_of(text, 34)); }

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
    // Sent again it says when it was sent first, which a resend must not change.
    if (message.poss_dup) (void)read_timestamp(field_of(text, 122), message.sending_time_us);
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
    return number_of(field_of(text, 9)) == static_cast<int64_t>(trailer + 1 - body) &&
           field_of(text, 10) == checksum_of(text.substr(0, trailer + 1));
}

std::string problem_of_header(const std::string& text, const SessionIds& ids) {
    Message message;
    message.type = field_of(text, 35);
    message.sender = field_of(text, 49);
    message.target = field_of(text, 56);
    return problem_of_header(message, ids);
}

std::string problem_of_header(const Message& message, const SessionIds& ids) {
    if (message.type.empty()) return "35 MsgType: missing";
    if (message.sender != ids.sender) return "49 SenderCompID: not of this session";
    if (message.target != ids.target) return "56 TargetCompID: not of this session";
    return {};
}

std::string bare_logon(int64_t seq, const SessionIds& ids) {
    return header_of(std::string("35=A") + kEnd + "34=" + std::to_string(seq) + kEnd, ids);
}

std::string repeated_heartbeat(int64_t seq, const SessionIds& ids) {
    const std::string number = std::to_string(seq);
    return header_of(std::string("35=0") + kEnd + "34=" + number + kEnd + "43=Y" + kEnd, ids);
}

std::string header_of(const std::string& text, const SessionIds& ids) {
    const std::string type = field_of(text, 35);
    const bool again = field_of(text, 43) == "Y";
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::string sent =
        write_timestamp(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
    std::string out = "8=" + ids.begin_string + kEnd + "35=" + (type.empty() ? "8" : type) + kEnd +
                      "34=" + std::to_string(seq_of(text)) + kEnd + "49=" + ids.sender + kEnd +
                      "56=" + ids.target + kEnd + "52=" + sent + kEnd;
    if (again) out += std::string("43=Y") + kEnd + "122=" + sent + kEnd;
    return rebuilt(out, [](const Part&) { return true; });
}

std::string without_empty(const std::string& text) {
    return rebuilt(text, [](const Part& part) { return part.value < part.end; });
}

std::string without_login(const std::string& text) {
    return rebuilt(text, [](const Part& part) { return part.number != 553 && part.number != 554; });
}

}  // namespace fix
