#include "producers/venue/prices/price_stream.h"

#include <algorithm>
#include <tuple>

namespace venue {

bool PriceStream::Order::operator()(const InstrumentKey& a, const InstrumentKey& b) const {
    return std::tie(a.exchange, a.segment, a.token) < std::tie(b.exchange, b.segment, b.token);
}

void PriceStream::subscribe(const std::string& session, const fix::Dialect& dialect,
                            const std::vector<PriceChanged>& now) {
    dialects_[session] = &dialect;
    std::vector<fix::Price> prices;
    prices.reserve(now.size());
    for (const PriceChanged& price : now) prices.push_back(price_of(price, true, symbols_));
    send(session, dialect, prices, /*snapshot=*/true);
}

void PriceStream::changed(const PriceChanged& price) {
    if (dialects_.empty()) return;
    const auto [place, is_new] = changed_.try_emplace(price.instrument, price);
    if (is_new) return;
    const bool band_moved = place->second.band_moved || price.band_moved;
    place->second = price;
    place->second.band_moved = band_moved;
}

void PriceStream::send() {
    if (changed_.empty()) return;
    std::vector<fix::Price> prices;
    prices.reserve(changed_.size());
    for (const auto& [key, price] : changed_) {
        prices.push_back(price_of(price, price.band_moved, symbols_));
    }
    changed_.clear();
    for (const auto& [session, dialect] : dialects_) send(session, *dialect, prices, false);
}

void PriceStream::send(const std::string& session, const fix::Dialect& dialect,
                       const std::vector<fix::Price>& prices, bool snapshot) {
    for (size_t from = 0; from < prices.size(); from += kPricesOfMessageMax) {
        const size_t to = std::min(prices.size(), from + kPricesOfMessageMax);
        fix::Message message =
            fix::write(std::vector<fix::Price>(prices.begin() + static_cast<ptrdiff_t>(from),
                                               prices.begin() + static_cast<ptrdiff_t>(to)),
                       snapshot, dialect);
        message.session = session;
        if (engine_.send(session, message) == 0) return;  // its logout is on the way to us
    }
}

}  // namespace venue
