#include "common/audit/masking.h"

#include <algorithm>
#include <string>

namespace audit {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_letter_or_digit(char c) { return is_digit(c) || is_letter(c); }
bool is_of_address(char c) {
    return is_letter_or_digit(c) || c == '@' || c == '.' || c == '_' || c == '+' || c == '-';
}

bool is_address(std::string_view word) {
    const size_t at = word.find('@');
    return at != word.npos && at > 0 && word.find('.', at + 2) != word.npos;
}

bool is_pan(std::string_view word) {
    return word.size() == 10 && std::ranges::all_of(word.substr(0, 5), is_letter) &&
           std::ranges::all_of(word.substr(5, 4), is_digit) && is_letter(word[9]);
}

// Hands each run of such characters to `change`; what stands between them stays.
std::string with_runs(std::string_view text, bool (*belongs)(char), const auto& change) {
    std::string out;
    while (!text.empty()) {
        const auto end = std::ranges::find_if_not(text, belongs);
        const auto size = static_cast<size_t>(end - text.begin());
        if (size > 0) out += change(text.substr(0, size));
        text.remove_prefix(size);
        if (text.empty()) break;
        out.push_back(text[0]);
        text.remove_prefix(1);
    }
    return out;
}

std::string without_address(std::string_view word) {
    // A full stop or dash behind it belongs to the sentence.
    size_t size = word.size();
    while (size > 0 && (word[size - 1] == '.' || word[size - 1] == '-')) --size;
    if (!is_address(word.substr(0, size))) return std::string{word};
    return std::string{word[0]} + "***@***" + std::string{word.substr(size)};
}

// Alone, or in a GSTIN: two digits, the PAN, three characters.
std::string without_pan(std::string_view word) {
    constexpr size_t kGstin = 15;
    const size_t at = word.size() == kGstin && is_digit(word[0]) && is_digit(word[1]) ? 2 : 0;
    const size_t behind = at == 0 ? 0 : 3;
    if (word.size() < at + behind || !is_pan(word.substr(at, word.size() - at - behind))) {
        return std::string{word};
    }
    std::string out{word};
    out.replace(at + 2, 8, 8, '*');
    return out;
}

// Ten digits from 6 on, behind a country code or a zero or not.
bool is_mobile(std::string_view digits) {
    for (const std::string_view prefix : {"", "0", "91", "091", "0091"}) {
        const bool fits = digits.size() == prefix.size() + 10 && digits.starts_with(prefix);
        if (fits && digits[prefix.size()] >= '6') return true;
    }
    return false;
}

// Where a mobile number that begins here ends; 0: none does. People write it in groups.
size_t end_of_mobile(std::string_view text) {
    constexpr size_t kDigitsMax = 14;
    std::string digits;
    size_t at = text.starts_with('+') ? 1 : 0;
    while (at < text.size() && is_digit(text[at]) && digits.size() < kDigitsMax) {
        while (at < text.size() && is_digit(text[at])) digits.push_back(text[at++]);
        if (at < text.size() && is_letter(text[at])) return 0;
        if (is_mobile(digits)) return at;
        const bool goes_on = at + 1 < text.size() && (text[at] == ' ' || text[at] == '-');
        if (!goes_on) return 0;
        ++at;
    }
    return 0;
}

std::string without_mobiles(std::string_view text) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
        const bool begins = at == 0 || !is_letter_or_digit(text[at - 1]);
        const size_t size =
            begins && (is_digit(text[at]) || text[at] == '+') ? end_of_mobile(text.substr(at)) : 0;
        if (size == 0) {
            out.push_back(text[at++]);
            continue;
        }
        out += "********" + std::string{text.substr(at + size - 2, 2)};
        at += size;
    }
    return out;
}

std::string first_of(std::string_view text) {
    return text.empty() ? "***" : std::string{text.substr(0, 1)} + "***";
}

}  // namespace

std::string masked_recipient(std::string_view recipient) {
    const size_t at = recipient.find('@');
    if (at != std::string_view::npos) {
        const std::string_view domain = recipient.substr(at + 1);
        const size_t dot = std::min(domain.rfind('.'), domain.size());
        return first_of(recipient.substr(0, at)) + "@" + first_of(domain.substr(0, dot)) +
               std::string{domain.substr(dot)};
    }
    constexpr size_t kShown = 2;
    const size_t hidden =
        recipient.size() > 2 * kShown ? recipient.size() - kShown : recipient.size();
    return std::string(hidden, '*') + std::string{recipient.substr(hidden)};
}

std::string masked(std::string_view text) {
    return without_mobiles(with_runs(with_runs(text, is_of_address, without_address),
                                     is_letter_or_digit, without_pan));
}

}  // namespace audit
