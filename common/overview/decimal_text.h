#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace overview {

// Numbers as others write them, "1.5e+06" or "0.25" (not for money), in whole units of 1/scale,
// rounded. Absent where the text is no number, is not finite, or does not fit.
std::optional<int64_t> scaled(std::string_view text, int64_t scale);

}  // namespace overview
