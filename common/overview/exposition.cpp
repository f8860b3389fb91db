#include "common/overview/exposition.h"

#include <algorithm>
#include <optional>

#include "common/overview/decimal_text.h"

namespace overview {
namespace {

void skip_blanks(std::string_view& text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

std::string_view take_until(std::string_view& text, std::string_view stops) {
    const std::string_view taken = text.substr(0, text.find_first_of(stops));
    text.remove_prefix(taken.size());
    return taken;
}

bool take(std::string_view& text, char expected) {
    skip_blanks(text);
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

// What stands between quotes, where \\ \" and \n are escapes; nullopt where it does not end.
std::optional<std::string> take_quoted(std::string_view& text) {
    if (!take(text, '"')) return std::nullopt;
    std::string value;
    while (!text.empty()) {
        char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return value;
        if (c == '\\' && !text.empty()) {
            c = text.front() == 'n' ? '\n' : text.front();
            text.remove_prefix(1);
        }
        value.push_back(c);
    }
    return std::nullopt;
}

bool take_labels(std::string_view& text, std::map<std::string, std::string>& labels) {
    if (!take(text, '{')) return true;
    while (!take(text, '}')) {
        const std::string name{take_until(text, "= \t}")};
        if (!take(text, '=')) return false;
        auto value = take_quoted(text);
        if (!value) return false;
        labels[name] = std::move(*value);
        (void)take(text, ',');
    }
    return true;
}

bool take_value(std::string_view& text, int64_t& millionths) {
    skip_blanks(text);
    const auto value = scaled(take_until(text, " \t\r"), 1'000'000);
    if (value) millionths = *value;
    return value.has_value();
}

}  // namespace

std::vector<Sample> read_exposition(std::string_view page,
                                    const std::vector<std::string_view>& wanted) {
    std::vector<Sample> samples;
    while (!page.empty()) {
        std::string_view line = page.substr(0, page.find('\n'));
        page.remove_prefix(std::min(line.size() + 1, page.size()));
        const std::string_view name = take_until(line, "{ \t");
        if (std::ranges::find(wanted, name) == wanted.end()) continue;
        Sample sample{.name = std::string{name}, .labels = {}};
        if (take_labels(line, sample.labels) && take_value(line, sample.millionths)) {
            samples.push_back(std::move(sample));
        }
    }
    return samples;
}

}  // namespace overview
