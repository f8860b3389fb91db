#pragma once

#include <vector>

#include "producers/venue/matching/exchange.h"

namespace bench {

// What is played into a fresh exchange: in each round first the preparation, then what is measured.
struct Round {
    std::vector<venue::Input> before;
    std::vector<venue::Input> measured;
};
using Workload = std::vector<Round>;

inline constexpr size_t kRounds = 15;
inline constexpr size_t kRoundOrders =
    20'000;  // measured in each round; some 20,000 stand before it
inline constexpr size_t kInstruments = 50;

// One day of continuous trading, 50 instruments, nobody's rule in the way.
venue::ExchangeConfig matching_config(size_t orders);

// The same for every run.
Workload adds();      // orders that rest, over 50 prices on each side
Workload matches();   // each order fills one that rests
Workload cancels();   // of resting orders in random order, by client order id
Workload replaces();  // half to another price, half to a smaller quantity
Workload mixed();  // 55 % new orders (a fifth of them trade at once), 35 % cancels, 10 % replaces

}  // namespace bench
