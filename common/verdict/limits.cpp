#include "common/verdict/limits.h"

#include <charconv>

#include "common/base/clock.h"

namespace verdict {
namespace {

std::optional<int64_t> two_digits(std::string_view text) {
    int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.size() != 2 || read.ec != std::errc{} || read.ptr != text.data() + 2 || value < 0) {
        return std::nullopt;
    }
    return value;
}

void read_clock(config::Section& section, const char* key, const char* usual, int64_t& to) {
    const auto second = second_of(section.text(key, usual));
    if (second) {
        to = *second;
    } else {
        section.reject(key, "must be a time of the day, like 09:15");
    }
}

}  // namespace

std::optional<int64_t> second_of(std::string_view clock) {
    if (clock.size() != 5 || clock[2] != ':') return std::nullopt;
    const auto hours = two_digits(clock.substr(0, 2));
    const auto minutes = two_digits(clock.substr(3));
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return *hours * 3600 + *minutes * 60;
}

Limits limits_of(config::Section& section) {
    Limits limits;
    limits.differing_permille_max =
        section.integer("differing_permille_max", limits.differing_permille_max, 0, 1000);
    limits.compared_us_max =
        section.integer("compared_s_max", limits.compared_us_max / base::kSecondUs, 1, 86'400) *
        base::kSecondUs;
    limits.silent_us_max =
        section.integer("silent_s_max", limits.silent_us_max / base::kSecondUs, 1, 86'400) *
        base::kSecondUs;
    read_clock(section, "market_from", "09:15", limits.market_from_s);
    read_clock(section, "market_to", "15:30", limits.market_to_s);
    return limits;
}

}  // namespace verdict
