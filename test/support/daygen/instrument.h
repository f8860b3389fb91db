#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace daygen {

// Money is counted in units of 0.0001 rupee.
inline constexpr int64_t kRupee = 10'000;
inline constexpr int64_t kTokenMax = 2'147'483'647;

// One exchange's one segment: event ids, trade numbers and order numbers are counted in each apart.
enum class Venue : uint8_t { NseCash, NseDerivatives, BseDerivatives };
inline constexpr size_t kVenues = 3;
inline constexpr std::array<std::string_view, kVenues> kExchangeNames{"NSE", "NSE", "BSE"};
inline constexpr std::array<std::string_view, kVenues> kSegmentNames{"CM", "FO", "FO"};

enum class Option : uint8_t { None, Call, Put };
inline constexpr std::array<std::string_view, 3> kOptionNames{"", "CE", "PE"};

inline constexpr int32_t kNoPath = -1;

// One row of the instruments table, and where its price comes from. Prices in units of 0.0001
// rupee.
struct Instrument {
    Venue venue = Venue::NseCash;
    int64_t token = 0;
    std::string symbol;
    std::string series;
    uint32_t expiry = 0;  // yyyymmdd; 0: none
    int64_t days_to_expiry = 0;
    int64_t strike = 0;
    Option option = Option::None;
    int64_t lot = 1;
    int64_t tick = 0;
    int64_t freeze_quantity = 0;
    int64_t band_low = 0;
    int64_t band_high = 0;
    int64_t previous_close = 0;
    int64_t last_price = 0;
    bool trade_for_trade = false;
    int32_t path = kNoPath;  // the price path it follows; without one it is listed but not traded
};

}  // namespace daygen
