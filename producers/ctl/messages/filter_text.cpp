#include "producers/ctl/messages/filter_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "common/base/clock.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

Result<int64_t> read_age(std::string_view text) {
    constexpr int64_t kCountMax = 1'000'000;
    const Error wrong{Errc::Invalid, "since: must be a number with s, m, h or d, like 30m, not " +
                                         std::string{text}};
    int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 1 || count > kCountMax) return wrong;
    const std::string_view unit{end, static_cast<size_t>(text.data() + text.size() - end)};
    if (unit == "s") return count * base::kSecondUs;
    if (unit == "m") return count * 60 * base::kSecondUs;
    if (unit == "h") return count * 3600 * base::kSecondUs;
    if (unit == "d") return count * 86400 * base::kSecondUs;
    return wrong;
}

Result<std::string> read_digest_prefix(std::string_view text) {
    constexpr size_t kDigitsMax = 32;
    const bool hexadecimal = std::all_of(text.begin(), text.end(),
                                         [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (text.empty() || text.size() > kDigitsMax || !hexadecimal) {
        return Error{Errc::Invalid,
                     "digest: must be 1 to 32 hexadecimal digits, not " + std::string{text}};
    }
    std::string digits{text};
    std::transform(digits.begin(), digits.end(), digits.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return digits;
}

}  // namespace ctl
