#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "instrument.h"
#include "tally.h"

namespace daygen {

struct MasterRows {
    std::vector<Instrument> instruments;  // in the file's order, without a price path
    SourceReport report;
};

// NSE's cash-market master. Its column PriceBandHigh holds the freeze quantity (974 values in
// scientific notation), so there is no band. Refused: malformed rows, the exchange's test
// securities, symbols or series too long for the books, tokens that stand twice.
MasterRows read_cash_master(std::string_view text);

// BSE's derivatives master. Bands of 10,000 and above were printed with six digits and have lost
// the second decimal: they are drawn in by one tick. Refused: malformed rows, spreads (their price
// is a difference and may be below zero), contracts expired before `day_number`, tokens that stand
// twice. `futures_level`: underlying -> middle of the band of its nearest future (expired ones
// count), units of 0.0001: the level that the strikes stand around.
struct DerivativeRows : MasterRows {
    std::map<std::string, int64_t> futures_level;
    std::vector<std::string> underlyings;  // of each instrument, same order
};
DerivativeRows read_derivatives_master(std::string_view text, int64_t day_number);

// NSE's freeze quantities, underlying -> largest quantity of one order. Fields are padded with
// blanks.
struct FreezeRows {
    std::map<std::string, int64_t, std::less<>> quantities;
    SourceReport report;
};
FreezeRows read_freeze_quantities(std::string_view text);

}  // namespace daygen
