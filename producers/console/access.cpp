#include "producers/console/access.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace console {
namespace {

constexpr int64_t kToldEveryUs = 1'000'000;

// "%4B" and "+" as forms write them. What is not well formed stays as it is.
std::string form_decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const bool escaped =
            text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(&text[i + 1], &text[i + 1] + 2, byte, 16).ptr == &text[i + 1] + 2;
        if (escaped) {
            out.push_back(static_cast<char>(byte));
            i += 2;
        } else {
            out.push_back(text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

// Calls `take(name, value)` for each "name=value" between separators.
template <class Take>
void for_each_pair(std::string_view text, char separator, Take take) {
    while (!text.empty()) {
        std::string_view pair = text.substr(0, text.find(separator));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const size_t mark = pair.find('=');
        if (mark != std::string_view::npos) take(pair.substr(0, mark), pair.substr(mark + 1));
    }
}

}  // namespace

std::string_view cookie(std::string_view header, std::string_view name) {
    std::string_view found;
    for_each_pair(header, ';', [&](std::string_view sent, std::string_view value) {
        if (sent == name && found.empty()) found = value;
    });
    return found;
}

std::string form_field(std::string_view body, std::string_view name) {
    std::string found;
    for_each_pair(body, '&', [&](std::string_view sent, std::string_view value) {
        if (sent == name && found.empty()) found = form_decoded(value);
    });
    return found;
}

std::string Logins::add(const Bytes& random, base::MonoTime now) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string value;
    for (const unsigned char byte : random) {
        value += kHex[byte >> 4U];
        value += kHex[byte & 15U];
    }
    std::erase_if(ends_, [&](const auto& login) { return login.second <= now; });
    if (ends_.size() >= kLoginsMax) {
        ends_.erase(
            std::ranges::min_element(ends_, {}, [](const auto& login) { return login.second; }));
    }
    ends_[value] = now + lasts_us_;
    return value;
}

bool Logins::known(std::string_view value, base::MonoTime now) const {
    const auto login = ends_.find(value);
    return login != ends_.end() && now < login->second;
}

void Logins::remove(std::string_view value) {
    if (const auto login = ends_.find(value); login != ends_.end()) ends_.erase(login);
}

int64_t Logins::refuse(base::MonoTime now) {
    ++refused_;
    if (now < next_told_) return 0;
    next_told_ = now + kToldEveryUs;
    return std::exchange(refused_, 0);
}

}  // namespace console
