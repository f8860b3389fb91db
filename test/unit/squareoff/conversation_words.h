#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "consumers/squareoff/command_state.h"

namespace squareoff::test {

// How conversations are written: words, options, money in rupees, names of states.

inline std::vector<std::string> split(const std::string& text, char separator = ' ') {
    std::vector<std::string> words;
    std::istringstream stream{text};
    for (std::string word; std::getline(stream, word, separator);) {
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

inline std::string join(const std::vector<std::string>& words, size_t from) {
    std::string text;
    for (size_t i = from; i < words.size(); ++i) text += (i > from ? " " : "") + words[i];
    return text;
}

// "98.05" rupees in units of 0.0001; at most four digits after the point.
inline int64_t money(const std::string& text) {
    const size_t point = text.find('.');
    std::string digits =
        text.substr(0, point) + (point == std::string::npos ? "" : text.substr(point + 1));
    const size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
    digits.append(4 - decimals, '0');
    return std::stoll(digits);
}

inline std::string money_text(int64_t value) {
    const std::string paise = std::to_string(value % 10'000 / 100);
    return std::to_string(value / 10'000) + "." + (paise.size() == 1 ? "0" : "") + paise;
}

using Options = std::map<std::string, std::string>;

// "lot=25 t2t" from that word on.
inline Options options_of(const std::vector<std::string>& words, size_t from) {
    Options options;
    for (size_t i = from; i < words.size(); ++i) {
        const size_t equals = words[i].find('=');
        options[words[i].substr(0, equals)] =
            equals == std::string::npos ? "" : words[i].substr(equals + 1);
    }
    return options;
}

inline bool has(const Options& options, const std::string& name) { return options.count(name) > 0; }
inline int64_t number(const Options& options, const std::string& name, int64_t otherwise) {
    return has(options, name) ? std::stoll(options.at(name)) : otherwise;
}
inline int64_t price(const Options& options, const std::string& name, int64_t otherwise) {
    return has(options, name) ? money(options.at(name)) : otherwise;
}

inline std::string phase_name(CommandPhase phase) {
    constexpr std::array names{"cancelling", "exiting", "done", "refused"};
    return names.at(static_cast<size_t>(phase));
}
inline std::string row_state_name(RowState state) {
    constexpr std::array names{"waiting", "working",  "done",      "partial",
                               "refused", "excluded", "cancelled", "expired"};
    return names.at(static_cast<size_t>(state));
}

}  // namespace squareoff::test
