#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/account/view.h"
#include "common/base/result.h"

namespace ctl {

// What exits stand on and an exchange may change in the day. Prices in units of 0.0001 rupee; 0:
// none known, of all but lot and tick.
struct Terms {
    int64_t band_low = 0;
    int64_t band_high = 0;
    int64_t freeze_quantity = 0;
    int64_t lot = 1;
    int64_t tick = 1;
    friend bool operator==(const Terms&, const Terms&) = default;
};

// As typed, or as a line of a file says; what is empty stays.
struct TermsWish {
    std::string band_low;  // rupees
    std::string band_high;
    std::optional<int64_t> freeze_quantity;
    std::optional<int64_t> lot;
    std::string tick;  // rupees
};

// Invalid, naming the option, for what cannot be: a band whose low is above its high, a lot or tick
// of nothing, a freeze quantity below a lot, and where nothing is wished. What is refused with
// Terms{} can be no wish at all, whatever the instrument has now. Pure.
base::Result<Terms> changed(const Terms& now, const TermsWish& wish);

// "band 1760-2640, freeze 1800, lot 75, tick 0.05"
std::string text_of(const Terms& terms);
// {"band_low":1760.00,…}, prices in rupees.
std::string json_of(const Terms& terms);

// Invalid, naming the word: "segment: must be CM, FO, CD or CO".
base::Result<account::InstrumentKey> instrument_of(const std::string& exchange,
                                                   const std::string& segment, int64_t token);

}  // namespace ctl
