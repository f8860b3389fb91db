#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "common/fix/trading.h"
#include "producers/venue/random.h"
#include "producers/venue/reference/instruments_file.h"

namespace flow {

struct TraderConfig {
    uint64_t seed = 1;
    int64_t accounts = 3000;
    std::string prefix;  // of the client order ids; two runs on one day need two
};

using Action = std::variant<fix::NewOrder, fix::CancelOrder, fix::ReplaceOrder>;

// The customers' name for a number from 0, as made-up customer files have it: AA0000001, AB0000002.
std::string account_of(int64_t customer);

// What some thousand retail customers ask for, one action after the other: mostly limit orders near
// the price, some market, IOC and stop orders, some above the freeze quantity, and now and then a
// change of mind about an earlier order, which may be done already. MIS and NRML on both sides, CNC
// mostly bought, and sold by who has bought before. The same seed gives the same actions, whatever
// the exchange answers. Pure.
class Trader {
  public:
    // `listings` must outlive it, and have a price.
    Trader(const std::vector<venue::Listing>& listings, const TraderConfig& config);

    Action next();

  private:
    [[nodiscard]] std::string next_id();
    fix::NewOrder new_order();
    fix::CancelOrder cancel_of(const fix::NewOrder& order);
    void choose_kind(fix::NewOrder& order, const venue::Instrument& terms, int64_t price);
    void remember(const fix::NewOrder& order);

    const std::vector<venue::Listing>& listings_;
    const TraderConfig config_;
    venue::Random random_;
    int64_t number_ = 0;
    std::deque<fix::NewOrder> recent_;  // that may still be changed or cancelled
    std::deque<fix::NewOrder> bought_;  // CNC, to be sold later
};

}  // namespace flow
