#include <algorithm>
#include <cstdlib>
#include <vector>

#include "producers/venue/matching/matcher.h"
#include "producers/venue/matching/reporting.h"
#include "producers/venue/matching/trades.h"

namespace venue {
namespace {

struct Choice {
    int64_t price = 0;
    int64_t volume = 0;
    int64_t left_over = 0;
    int64_t distance = 0;
};

bool better(const Choice& a, const Choice& b) {
    if (a.volume != b.volume) return a.volume > b.volume;
    if (a.left_over != b.left_over) return a.left_over < b.left_over;
    if (a.distance != b.distance) return a.distance < b.distance;
    return a.price < b.price;
}

// The prices at which somebody is ready to trade, and the reference, inside the crossed part of the
// book; lowest first.
std::vector<int64_t> candidates(const Book& book, int64_t reference) {
    const int64_t low = book.asks.best(), high = book.bids.best();
    std::vector<int64_t> prices;
    const auto consider = [&](int64_t price) {
        if (price >= low && price <= high) prices.push_back(price);
    };
    for (const Level& level : book.bids.levels()) consider(book.bids.price_of(level));
    for (const Level& level : book.asks.levels()) consider(book.asks.price_of(level));
    consider(reference);
    std::sort(prices.begin(), prices.end());
    prices.erase(std::unique(prices.begin(), prices.end()), prices.end());
    return prices;
}

int64_t bid_quantity_from(const Book& book, int64_t price) {
    int64_t sum = 0;
    for (const Level& level : book.bids.levels()) {
        if (book.bids.price_of(level) >= price) sum += level.quantity;
    }
    return sum;
}

// The two orders that are first are of one account: the one that came later goes.
void part_the_same_account(State& state, uint32_t bid, uint32_t ask) {
    cancel_unasked(state, std::max(bid, ask), kSameAccount);
}

}  // namespace

int64_t auction_price(const Book& book, int64_t reference) {
    if (!book.crossed()) return 0;
    const std::vector<int64_t> prices = candidates(book, reference);
    // Both ladders end with their best level: bids are walked upwards from the front, asks from the
    // back.
    auto bid = book.bids.levels().begin();
    auto ask = book.asks.levels().rbegin();
    int64_t demand = bid_quantity_from(book, prices.front()), supply = 0;
    while (book.bids.price_of(*bid) < prices.front()) ++bid;
    Choice best;
    for (const int64_t price : prices) {
        for (; bid != book.bids.levels().end() && book.bids.price_of(*bid) < price; ++bid) {
            demand -= bid->quantity;
        }
        for (; ask != book.asks.levels().rend() && book.asks.price_of(*ask) <= price; ++ask) {
            supply += ask->quantity;
        }
        const Choice choice{price, std::min(demand, supply), std::abs(demand - supply),
                            std::abs(price - reference)};
        if (best.price == 0 || better(choice, best)) best = choice;
    }
    return best.price;
}

void uncross(State& state, uint32_t instrument) {
    Listed& listed = state.listed[instrument];
    Ladder& bids = listed.book.bids;
    Ladder& asks = listed.book.asks;
    // Once is enough, unless orders of one account had to be parted.
    while (const int64_t price = auction_price(listed.book, listed.reference())) {
        while (bids.reaches(price) && asks.reaches(price)) {
            const uint32_t bid = bids.first(), ask = asks.first();
            if (state.orders[bid].account == state.orders[ask].account &&
                state.config.self_trade != SelfTrade::Allow) {
                part_the_same_account(state, bid, ask);
                continue;
            }
            const int64_t quantity =
                std::min(state.orders[bid].remaining, state.orders[ask].remaining);
            bids.take(state.orders, bid, state.orders[bid].price, quantity);
            asks.take(state.orders, ask, state.orders[ask].price, quantity);
            trade(state, listed, bid, ask, quantity, price);
        }
    }
    state.touch(instrument);
}

}  // namespace venue
