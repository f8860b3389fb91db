#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "producers/ctl/instruments/instrument_change.h"

namespace ctl {

struct TermsLine {
    size_t line = 0;  // of the file, from 1
    account::InstrumentKey key;
    TermsWish wish;
};

// CSV whose first line names its columns: exchange, segment and token, and of band_low, band_high,
// freeze_quantity, lot, tick what is to change; an empty cell stays as it is. Invalid, with the
// line, for what is none of that or names an instrument twice. At most 100,000 lines. Pure.
base::Result<std::vector<TermsLine>> read_terms(std::string_view text);

}  // namespace ctl
