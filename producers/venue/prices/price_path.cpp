#include "producers/venue/prices/price_path.h"

#include <algorithm>

namespace venue {
namespace {

int64_t inside(const Instrument& instrument, int64_t price) {
    if (price < instrument.tick) return 0;
    if (instrument.band_low > 0 && price < instrument.band_low) return 0;
    if (instrument.band_high > 0 && price > instrument.band_high) return 0;
    return price;
}

}  // namespace

SetQuote quote_around(const Instrument& instrument, int64_t middle, const PathConfig& config) {
    const int64_t half = config.spread_ticks / 2 * instrument.tick;
    const int64_t low = middle / instrument.tick * instrument.tick - half;
    SetQuote quote;
    quote.instrument = instrument.key;
    quote.bid = inside(instrument, low);
    quote.ask = inside(instrument, low + config.spread_ticks * instrument.tick);
    // Above the freeze quantity the house, too, would have to wait for the operator.
    quote.quantity = config.quote_lots * instrument.lot;
    if (instrument.freeze_quantity >= instrument.lot) {
        const int64_t most = instrument.freeze_quantity / instrument.lot * instrument.lot;
        quote.quantity = std::min(quote.quantity, most);
    }
    return quote;
}

}  // namespace venue
