#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <unordered_map>

#include "consumers/gateway/answers.h"

namespace gateway {

// What the exchange has told about each order, as far as this process has heard it: how much has
// filled, and whether that can be true beside what it told before. Pure. What it finds is kept in
// the rows; this memory only spares them what they know already.
class Hearings {
  public:
    explicit Hearings(size_t orders_max) : orders_max_{orders_max} {}

    // An order on the wire. `from_the_start`: nothing of it can have been heard before.
    void expect(const std::string& id, const std::string& account, int64_t quantity,
                bool from_the_start);

    struct Heard {
        int64_t filled = 0;            // more than before; 0: not more; exits::kAllOfIt
        std::string contradiction;     // empty: none
        bool unexpected_life = false;  // it lives, and was rejected or is not expected at all
        bool uncounted = false;        // no plan counts with it: it was dead, or is over the order
        std::string account;           // of an order that is expected
    };
    // An execution that is told again counts once; of CumQty and the sum of the executions the
    // larger one counts.
    Heard take(const std::string& id, const Told& told, bool rejected = false);

    [[nodiscard]] size_t size() const { return orders_.size(); }

  private:
    struct Order {
        bool expected = false;
        bool from_the_start = false;
        bool rejected = false;
        bool all_of_it = false;
        bool revised = false;  // fewer filled than before is no contradiction; the books decide
        std::string account;
        int64_t quantity = 0;  // 0: not known
        int64_t most = 0;
        int64_t sum = 0;
        int64_t ended_with = -1;  // filled when it was told to have ended; -1: not told
        std::set<std::string> executions;
    };
    Order& order_of(const std::string& id);
    static int64_t filled_by(Order& order, const Told& told, bool is_new);

    const size_t orders_max_;
    std::unordered_map<std::string, Order> orders_;
    std::deque<std::string> oldest_;
};

}  // namespace gateway
