#include "common/transfer/mail_text.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace transfer {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr size_t kWordBytesMax = 45;  // 60 characters of base64, 72 with what stands around them
constexpr size_t kPlainBytesMax = 70;
constexpr size_t kLineBytes = 57;  // 76 characters of base64

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; }) &&
           text.find("=?") == std::string_view::npos;
}

std::string base64(std::string_view bytes) {
    std::string text;
    for (size_t at = 0; at < bytes.size(); at += 3) {
        const size_t left = std::min<size_t>(3, bytes.size() - at);
        uint32_t bits = 0;
        for (size_t i = 0; i < 3; ++i) {
            bits = bits << 8 | (i < left ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (size_t i = 0; i < 4; ++i) {
            text.push_back(i <= left ? kDigits[bits >> (18 - 6 * i) & 63U] : '=');
        }
    }
    return text;
}

// Length of the beginning of `text` that fits into one encoded word without cutting a character.
size_t word_length(std::string_view text) {
    if (text.size() <= kWordBytesMax) return text.size();
    size_t length = kWordBytesMax;
    while (length > 1 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
    return length;
}

std::string date_text(base::WallTime time) {
    constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto at = std::chrono::floor<std::chrono::seconds>(
        std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{time.us}});
    const auto midnight = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss clock{at - midnight};
    char text[64];
    std::snprintf(
        text, sizeof text, "%s, %02u %s %d %02d:%02d:%02d +0000",
        kDays[std::chrono::weekday{midnight}.c_encoding()], static_cast<unsigned>(date.day()),
        kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return text;
}

std::string with_line_ends(std::string_view body) {
    std::string lines;
    for (const char c : body) {
        if (c == '\r') continue;
        if (c == '\n') lines.push_back('\r');
        lines.push_back(c);
    }
    return lines;
}

}  // namespace

std::string header_text(std::string_view text) {
    std::string clean{text};
    std::ranges::replace_if(
        clean, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
    if (is_plain(clean) && clean.size() <= kPlainBytesMax) return clean;
    std::string words;
    for (std::string_view left = clean; !left.empty();) {
        const size_t length = word_length(left);
        if (!words.empty()) words.append(kLineEnd).append(" ");
        words.append("=?UTF-8?B?").append(base64(left.substr(0, length))).append("?=");
        left.remove_prefix(length);
    }
    return words;
}

std::string message_id(std::string_view id, std::string_view from) {
    std::string text = "<notice-";
    for (const char c : id) {
        const bool safe =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (safe) {
            text.push_back(c);
            continue;
        }
        char escaped[4];
        std::snprintf(escaped, sizeof escaped, "=%02X", static_cast<unsigned char>(c));
        text.append(escaped);
    }
    return text.append(from.substr(from.find('@'))).append(">");
}

std::string compose(const MailText& mail) {
    std::string content;
    const auto header = [&content](std::string_view name, std::string_view value) {
        content.append(name).append(": ").append(value).append(kLineEnd);
    };
    header("Date", date_text(mail.date));
    std::string from = "<" + mail.from + ">";
    if (!mail.from_name.empty()) {
        // A quoted name would have to escape; an encoded one holds anything.
        from = (is_plain(mail.from_name) &&
                        mail.from_name.find_first_of("()<>[]:;@\\,.\"") == std::string::npos
                    ? mail.from_name
                    : "=?UTF-8?B?" + base64(mail.from_name) + "?=") +
               " " + from;
    }
    header("From", from);
    header("To", "<" + mail.to + ">");
    header("Subject", header_text(mail.subject));
    header("Message-ID", message_id(mail.id, mail.from));
    header("Auto-Submitted", "auto-generated");
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=UTF-8");
    header("Content-Transfer-Encoding", "base64");
    content.append(kLineEnd);
    const std::string body = with_line_ends(mail.body);
    for (size_t at = 0; at < body.size(); at += kLineBytes) {
        content.append(base64(std::string_view{body}.substr(at, kLineBytes))).append(kLineEnd);
    }
    return content;
}

}  // namespace transfer
