#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <unordered_map>

#include "common/exits/exit.h"
#include "consumers/gateway/answers.h"

namespace gateway {

// The exchange's words about each order, as far as this process has heard them: how much has
// filled, and whether that can be true beside what it told before. Pure. What it finds is kept in
// the rows; this memory only spares them what they know already, and is bounded: the oldest orders
// go first.
class Hearings {
  public:
    static constexpr size_t kExecutionBytesMax = 64u << 20;  // of all orders

    explicit Hearings(size_t orders_max, size_t execution_bytes_max = kExecutionBytesMax)
        : orders_max_{orders_max}, execution_bytes_max_{execution_bytes_max} {}

    // An order on the wire. `from_the_start`: nothing of it can have been heard before.
    void expect(const exits::Exit& sent, bool from_the_start);

    struct Heard {
        bool more = false;             // more has filled than was told before
        bool first_life = false;       // the first sign that the exchange has it
        int64_t filled = 0;            // the most that was told
        bool all = false;              // at least all of an order whose quantity is not known
        std::string contradiction;     // empty: none
        bool unexpected_life = false;  // it lives, and was rejected or is not expected at all
        // No plan counts with it: the order was dead or had ended, or this is over its quantity.
        bool uncounted = false;
        bool expected = false;
        std::string account;     // of an order that is expected
        int64_t planned_us = 0;  // likewise
    };
    // An execution that is told again counts once; of CumQty and the sum of the executions the
    // larger one counts.
    Heard take(const std::string& id, const Told& told, bool rejected = false);

    [[nodiscard]] bool expects(const std::string& id) const {
        const auto found = orders_.find(id);
        return found != orders_.end() && found->second.expected;
    }
    [[nodiscard]] bool is_cancel(const std::string& id) const {
        const auto found = orders_.find(id);
        return found != orders_.end() && found->second.cancel;
    }
    [[nodiscard]] size_t size() const { return orders_.size(); }
    [[nodiscard]] size_t execution_bytes() const { return execution_bytes_; }

  private:
    struct Order {
        bool expected = false;
        bool cancel = false;
        bool from_the_start = false;
        bool rejected = false;
        bool lived = false;  // its row says so, or will
        bool all_of_it = false;
        bool revised = false;  // fewer filled than before is no contradiction; the books decide
        std::string account;
        int64_t planned_us = 0;
        int64_t quantity = 0;  // 0: not known
        int64_t most = 0;
        int64_t sum = 0;
        int64_t ended_with = -1;  // filled when it was told to have ended; -1: not told
        std::set<std::string> executions;
    };
    Order& order_of(const std::string& id);
    bool note(Order& order, const std::string& execution);
    void forget_oldest();
    struct Filled {
        int64_t quantity = 0;
        bool all = false;
    };
    static Filled filled_by(Order& order, const Told& told, bool is_new);

    const size_t orders_max_;
    const size_t execution_bytes_max_;
    size_t execution_bytes_ = 0;
    std::unordered_map<std::string, Order> orders_;
    std::deque<std::string> oldest_;
};

}  // namespace gateway
