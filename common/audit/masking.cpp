#include "common/audit/masking.h"

#include <algorithm>

namespace audit {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_part(char c) {
    return is_digit(c) || is_letter(c) || c == '@' || c == '.' || c == '_' || c == '+' || c == '-';
}

bool is_address(std::string_view word) {
    const size_t at = word.find('@');
    return at != word.npos && at > 0 && word.find('.', at + 2) != word.npos;
}

bool is_mobile(std::string_view word) {
    if (word.starts_with('+')) word.remove_prefix(1);
    if (word.size() == 12 && word.starts_with("91")) word.remove_prefix(2);
    return word.size() == 10 && word[0] >= '6' && std::ranges::all_of(word, is_digit);
}

bool is_pan(std::string_view word) {
    return word.size() == 10 && std::ranges::all_of(word.substr(0, 5), is_letter) &&
           std::ranges::all_of(word.substr(5, 4), is_digit) && is_letter(word[9]);
}

std::string masked_word(std::string_view word) {
    if (is_address(word)) return std::string{word[0]} + "***@***";
    if (is_mobile(word)) return "********" + std::string{word.substr(word.size() - 2)};
    if (is_pan(word)) return std::string{word.substr(0, 2)} + "********";
    return std::string{word};
}

}  // namespace

std::string masked(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = std::ranges::find_if_not(text, is_part);
        std::string_view word = text.substr(0, static_cast<size_t>(end - text.begin()));
        text.remove_prefix(word.size());
        // A full stop or dash behind it belongs to the sentence.
        size_t size = word.size();
        while (size > 0 && (word[size - 1] == '.' || word[size - 1] == '-')) --size;
        out += masked_word(word.substr(0, size));
        out += word.substr(size);
        if (text.empty()) break;
        out.push_back(text[0]);
        text.remove_prefix(1);
    }
    return out;
}

}  // namespace audit
