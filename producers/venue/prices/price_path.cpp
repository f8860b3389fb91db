#include "producers/venue/prices/price_path.h"

#include <algorithm>

#include "producers/venue/matching/checks.h"

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
    // The house stands for many participants: its orders know no freeze quantity, but the largest
    // value that an order may have.
    const int64_t most = kOrderValueMax / std::max(quote.ask, std::max(quote.bid, instrument.tick));
    quote.quantity = std::min(config.quote_lots, most / instrument.lot) * instrument.lot;
    return quote;
}

}  // namespace venue
