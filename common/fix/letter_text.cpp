#include "common/fix/letter_text.h"

#include <charconv>

#include "common/fix/timestamp.h"

namespace fix {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_value(std::string& text, std::string_view value) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '|' || c == '\\') {
            text.push_back('\\');
            text.push_back(c);
        } else if (byte < 0x20 || byte > 0x7E) {
            text.append("\\x").push_back(kHexDigits[byte >> 4]);
            text.push_back(kHexDigits[byte & 15]);
        } else {
            text.push_back(c);
        }
    }
}

void append_part(std::string& text, int number, std::string_view value) {
    if (!text.empty()) text.push_back('|');
    text.append(std::to_string(number)).push_back('=');
    append_value(text, value);
}

// Takes one character of a value off `text`; false at the value's end.
bool take_character(std::string_view& text, std::string& value) {
    if (text.empty() || text.front() == '|') return false;
    if (text.starts_with("\\x") && text.size() >= 4) {
        unsigned byte = 0;
        const auto read = std::from_chars(text.data() + 2, text.data() + 4, byte, 16);
        if (read.ptr == text.data() + 4) {
            value.push_back(static_cast<char>(byte));
            text.remove_prefix(4);
            return true;
        }
    }
    if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
    value.push_back(text.front());
    text.remove_prefix(1);
    return true;
}

void take_field(Message& message, Tag tag) {
    if (tag.number == 35 && message.type.empty()) {
        message.type = std::move(tag.value);
    } else if (tag.number == 34 && message.seq == 0) {
        std::from_chars(tag.value.data(), tag.value.data() + tag.value.size(), message.seq);
    } else if (tag.number == 49 && message.sender.empty()) {
        message.sender = std::move(tag.value);
    } else if (tag.number == 56 && message.target.empty()) {
        message.target = std::move(tag.value);
    } else if (tag.number == 52 && message.sending_time_us == 0) {
        (void)read_timestamp(tag.value, message.sending_time_us);
    } else {
        message.fields.push_back(std::move(tag));
    }
}

}  // namespace

std::string letter_field(const Tag& tag) {
    std::string text;
    append_part(text, tag.number, tag.value);
    return text;
}

std::string letter_text(const Message& message) {
    std::string text;
    append_part(text, 35, message.type);
    append_part(text, 34, std::to_string(message.seq));
    if (!message.sender.empty()) append_part(text, 49, message.sender);
    if (!message.target.empty()) append_part(text, 56, message.target);
    if (message.sending_time_us != 0) {
        append_part(text, 52, write_timestamp(message.sending_time_us));
    }
    for (const Tag& tag : message.fields) append_part(text, tag.number, tag.value);
    return text;
}

base::Result<Message> read_letter(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    Message message;
    while (!text.empty()) {
        Tag tag{0, {}};
        const auto read = std::from_chars(text.data(), text.data() + text.size(), tag.number);
        text.remove_prefix(static_cast<size_t>(read.ptr - text.data()));
        if (tag.number <= 0 || !text.starts_with('=')) {
            return base::Error{base::Errc::Invalid,
                               "body: a part of the message is no number=value"};
        }
        text.remove_prefix(1);
        while (take_character(text, tag.value)) {
        }
        if (!text.empty()) text.remove_prefix(1);  // the bar
        take_field(message, std::move(tag));
    }
    return message;
}

}  // namespace fix
