#include "population.h"

#include <fmt/format.h>

#include <algorithm>

namespace daygen {

Population::Population(uint64_t seed, int64_t customers, const Market& market)
    : seed_{scramble(seed ^ 0x70656f706c65U)},
      customers_{customers},
      active_{std::max<int64_t>(1, customers * 3 / 100)},
      market_{market} {}

int64_t Population::pick_customer(Random& random) const {
    if (random.chance(333'333)) return random.skewed_below(active_);
    return random.below(customers_);
}

uint32_t Population::pick_instrument(Random& random, int64_t customer) const {
    const bool active = is_active(customer);
    const bool derivative = random.chance(active ? 650'000 : 450'000);
    const bool use_derivatives = derivative ? !market_.derivatives.empty() : market_.cash.empty();
    const auto& choice = use_derivatives ? market_.derivatives : market_.cash;
    return favourite(choice, customer, random.skewed_below(active ? 24 : 5));
}

uint32_t Population::favourite(const std::vector<uint32_t>& choice, int64_t customer,
                               int64_t number) const {
    Random fixed{seed_ ^
                 scramble(static_cast<uint64_t>(customer) * 64 + static_cast<uint64_t>(number))};
    return choice[static_cast<size_t>(fixed.skewed_below(static_cast<int64_t>(choice.size())))];
}

std::string account_of(int64_t customer) {
    // Neighbouring numbers are given to different letters, as a register of many branches has them.
    const auto letters = static_cast<uint64_t>(customer) % 676;
    return fmt::format("{}{}{:07}", static_cast<char>('A' + letters / 26),
                       static_cast<char>('A' + letters % 26), customer + 1);
}

}  // namespace daygen
