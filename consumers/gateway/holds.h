#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/base/clock.h"

namespace gateway {

// Accounts for which nothing is sent for a moment: the exchange has told that an order lives or has
// filled which counted as dead, or filled more than was ordered, and what was planned without that
// is not withdrawn yet. Held until the
// square-off must have looked at the row, and never for long: the exits of a customer do not depend
// on what an exchange says about one order. Pure.
class Holds {
  public:
    static constexpr int64_t kUntilRecordedUs =
        30'000'000;                                       // at most, where the row is not written
    static constexpr int64_t kAfterRecordUs = 2'000'000;  // for the square-off's look

    void hold(const std::string& account, base::MonoTime now) {
        if (!account.empty()) held_.insert_or_assign(account, now + kUntilRecordedUs);
    }
    // Its row says so now, and the square-off has been woken.
    void recorded(const std::string& account, base::MonoTime now) {
        held_.insert_or_assign(account, now + kAfterRecordUs);
    }
    [[nodiscard]] bool any(base::MonoTime now) {
        std::erase_if(held_, [&](const auto& one) { return one.second <= now; });
        return !held_.empty();
    }
    [[nodiscard]] bool holds(const std::string& account) const { return held_.contains(account); }

  private:
    std::map<std::string, base::MonoTime> held_;
};

}  // namespace gateway
