#include "market.h"

#include <algorithm>

#include "calendar.h"

namespace daygen {
namespace {

int64_t square_root(int64_t value) {
    int64_t root = 0;
    for (int64_t bit = int64_t{1} << 30; bit > 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= value) root += bit;
    }
    return root;
}

int64_t future_price(int64_t spot, int64_t days) { return spot + spot * days / 365 * 6 / 100; }

// Time value falls as a parabola from its height at the money to nothing at four times that height
// away. The height is 0.27 % of the spot for the square root of a day, about what 13 % of yearly
// volatility gives.
int64_t option_price(const Instrument& option, int64_t spot) {
    const int64_t height = spot / 10'000 *
                           square_root(std::max<int64_t>(1, option.days_to_expiry) * 10'000) * 27 /
                           100;
    const int64_t width = std::max<int64_t>(1, 4 * height);
    const int64_t distance = std::abs(spot - option.strike);
    const int64_t share = distance >= width ? 0 : (width - distance) * 1000 / width;
    const int64_t inside =
        option.option == Option::Call ? spot - option.strike : option.strike - spot;
    return std::max<int64_t>(0, inside) + height * share / 1000 * share / 1000;
}

void make_band(Instrument& instrument) {
    const int64_t close = instrument.previous_close;
    const int64_t tick = instrument.tick;
    const bool option = instrument.option != Option::None;
    const int64_t room = option ? close * 2 + instrument.strike / 20 : close / 5;
    instrument.band_low = option ? tick : std::max(tick, (close - room + tick - 1) / tick * tick);
    instrument.band_high = (close + room) / tick * tick;
}

}  // namespace

int64_t on_grid(const Instrument& instrument, int64_t price) {
    const int64_t tick = instrument.tick;
    const int64_t rounded = std::max(tick, (price + tick / 2) / tick * tick);
    if (instrument.band_high == 0) return rounded;
    return std::clamp(rounded, std::max(tick, instrument.band_low), instrument.band_high);
}

int64_t price_at(const Market& market, const Instrument& instrument, int64_t second) {
    const int64_t spot =
        market.paths[static_cast<size_t>(instrument.path)][static_cast<size_t>(second)];
    if (instrument.expiry == 0) return on_grid(instrument, spot);
    if (instrument.option == Option::None) {
        return on_grid(instrument, future_price(spot, instrument.days_to_expiry));
    }
    return on_grid(instrument, option_price(instrument, spot));
}

void complete_prices(Market& market) {
    for (Instrument& instrument : market.instruments) {
        if (instrument.path == kNoPath) continue;
        instrument.previous_close = price_at(market, instrument, 0);
        if (instrument.band_high == 0) make_band(instrument);
        instrument.last_price = price_at(market, instrument, kSessionSeconds);
    }
}

}  // namespace daygen
