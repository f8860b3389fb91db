#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>

#include "common/exits/exit.h"
#include "common/fix/trading.h"
#include "consumers/gateway/hearings.h"

namespace gateway {

// Under which names the exchange speaks of our orders: 11 as a rule, but an exchange may put its
// own word there, or nothing, and name the order by 41 or by its number (37). Pure. Numbers are
// remembered from reports and from our cancels, so many at most; the oldest are forgotten first.
class Names {
  public:
    explicit Names(size_t names_max) : names_max_{names_max} {}

    // A row that is on the wire: a cancel says its order's id and number.
    void add(const exits::Exit& sent);
    // Puts the id of the order of ours that the report speaks of into client_order_id, and what 11
    // said instead into request_id; a report of no order of ours stays as it is. We replace no
    // order, so 11 is that of another message where 41 names one of ours.
    void settle(fix::ExecutionReport& report, const Hearings& hearings);

  private:
    std::string order_of(const fix::ExecutionReport& report, const Hearings& hearings) const;
    void remember(const std::string& name, const std::string& order);

    const size_t names_max_;
    std::unordered_map<std::string, std::string> orders_;  // by 37, or the id of a cancel
    std::deque<std::string> oldest_;
};

}  // namespace gateway
