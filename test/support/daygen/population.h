#pragma once

#include <cstdint>
#include <string>

#include "market.h"
#include "random.h"

namespace daygen {

// Who trades what. Nothing is stored for a customer: everything about one follows from the seed and
// its number. About 3 % of the customers are very active and make a third of the flow.
class Population {
  public:
    Population(uint64_t seed, int64_t customers, const Market& market);

    int64_t size() const { return customers_; }

    // The customer of the next order, 0 to size() - 1.
    int64_t pick_customer(Random& random) const;

    // An instrument (index into Market::instruments) that this customer likes to trade: a handful
    // for most, up to 24 for the active ones.
    uint32_t pick_instrument(Random& random, int64_t customer) const;

    bool is_active(int64_t customer) const { return customer < active_; }

  private:
    uint32_t favourite(const std::vector<uint32_t>& choice, int64_t customer, int64_t number) const;

    uint64_t seed_;
    int64_t customers_;
    int64_t active_;
    const Market& market_;
};

// The account of a customer: two letters and seven digits.
std::string account_of(int64_t customer);

}  // namespace daygen
