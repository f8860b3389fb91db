#include "common/overview/decimal_text.h"

#include <charconv>
#include <cmath>

namespace overview {

std::optional<int64_t> scaled(std::string_view text, int64_t scale) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    number *= static_cast<double>(scale);
    constexpr double kMax = 9.2e18;
    if (!std::isfinite(number) || std::fabs(number) > kMax) return std::nullopt;
    return std::llround(number);
}

}  // namespace overview
