#include "producers/ctl/messages/gap_ranges.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

namespace {

std::optional<int64_t> number_of(std::string_view text) {
    int64_t number = 0;
    const auto end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    // Below the largest, so that one more is a number, too.
    const bool good = error == std::errc{} && rest == end && number >= 1 && number < INT64_MAX;
    return good ? std::optional{number} : std::nullopt;
}

std::optional<NumberRange> range_of(std::string_view text) {
    const size_t dash = text.find('-');
    const auto first = number_of(text.substr(0, dash));
    const auto through = dash == std::string_view::npos ? first : number_of(text.substr(dash + 1));
    if (!first || !through || *through < *first) return std::nullopt;
    return NumberRange{*first, *through};
}

std::vector<NumberRange> merged(std::vector<NumberRange> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const NumberRange& a, const NumberRange& b) { return a.first < b.first; });
    std::vector<NumberRange> all;
    for (const NumberRange& range : ranges) {
        if (!all.empty() && range.first <= all.back().through + 1) {
            all.back().through = std::max(all.back().through, range.through);
        } else {
            all.push_back(range);
        }
    }
    return all;
}

}  // namespace

Result<std::vector<NumberRange>> parse_ranges(const std::vector<std::string>& texts) {
    std::vector<NumberRange> ranges;
    for (const std::string& text : texts) {
        std::string_view rest = text;
        for (bool more = true; more;) {
            const size_t comma = rest.find(',');
            more = comma != std::string_view::npos;
            const std::string_view one = rest.substr(0, comma);
            const auto range = range_of(one);
            if (!range) {
                return Error{Errc::Invalid, "range: '" + std::string{one} +
                                                "' is neither a number from 1 nor FIRST-LAST"};
            }
            ranges.push_back(*range);
            if (ranges.size() > kRangesMax) {
                return Error{Errc::Invalid,
                             "range: more than " + std::to_string(kRangesMax) + " at once"};
            }
            if (more) rest.remove_prefix(comma + 1);
        }
    }
    return merged(std::move(ranges));
}

}  // namespace ctl
