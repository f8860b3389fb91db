#pragma once

#include <vector>

#include "producers/venue/matching/exchange.h"

namespace bench {

// What is played into a fresh exchange: first the preparation, then what is measured.
struct Workload {
    std::vector<venue::Input> before;
    std::vector<venue::Input> measured;
};

inline constexpr size_t kInstruments = 50;

// One day of continuous trading, 50 instruments, nobody's rule in the way.
venue::ExchangeConfig matching_config(size_t orders);

// Each with `operations` measured inputs; the same for every run.
Workload adds(size_t operations);      // orders that rest, over 50 prices on each side
Workload matches(size_t operations);   // each order fills one that rests
Workload cancels(size_t operations);   // of resting orders in random order, by client order id
Workload replaces(size_t operations);  // half to another price, half to a smaller quantity
// 55 % new orders (a fifth of them trade at once), 35 % cancels, 10 % replaces, with some 20,000
// orders in the books.
Workload mixed(size_t operations);

}  // namespace bench
