#pragma once

#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "common/account/view.h"
#include "common/exits/exit.h"
#include "consumers/gateway/answers.h"

namespace hostile {

// What the exchange may lie about. Contradicts: anything, but it calls no order dead that fills and
// of which it has told no fill before. Lies: that, too; then only what it has told can be asked.
enum class Honesty { Contradicts, Lies };

struct Wire {
    exits::Exit order;
    int64_t seq = 0;
    bool status = false;
};

// What the drop copy tells: the order as it is now, after the trade.
struct Fact {
    int64_t at_us = 0;
    account::Order order;
    int64_t traded = 0;
};

// Takes orders, fills them or not, and answers as it likes. What is in `orders` is the truth.
class Exchange {
  public:
    struct Order {
        exits::Exit exit;
        int64_t seq = 0;
        std::string number;
        int64_t filled = 0;
        bool alive = true;
        bool told_fill = false;  // put among the answers
    };

    Exchange(std::mt19937_64& random, Honesty honesty);

    void take(const Wire& wire, int64_t now_us);
    void moves(int64_t now_us);  // of itself: fills, cancels
    void contradicts();          // an answer that is not true
    [[nodiscard]] std::optional<gateway::Answer> answer();
    [[nodiscard]] std::optional<Fact> fact(int64_t now_us);
    [[nodiscard]] const std::map<std::string, Order>& orders() const { return orders_; }
    [[nodiscard]] int64_t net_change(const account::PositionKey& key) const;
    [[nodiscard]] size_t fills() const { return fills_; }

  private:
    int64_t pick(int64_t from, int64_t to) {
        return std::uniform_int_distribution<int64_t>{from, to}(random_);
    }
    bool chance(int64_t percent) { return pick(1, 100) <= percent; }
    std::string execution() { return "E" + std::to_string(++executions_); }

    void fill(Order& order, int64_t quantity, int64_t now_us);
    void end(Order& order, int64_t now_us);
    void reject(Order& order, int64_t now_us);
    void tell(gateway::Answer answer);
    void tell_state(const Order& order);
    void status(const Wire& wire);
    void to_drop_copy(const Order& order, int64_t traded, events::OrderState state, int64_t now_us);
    Order* any();

    std::mt19937_64& random_;
    const Honesty honesty_;
    std::map<std::string, Order> orders_;
    std::vector<std::string> ids_;
    std::deque<gateway::Answer> answers_;
    std::deque<Fact> facts_;
    std::vector<gateway::Answer> said_;  // the last ones, to be said again
    bool has_drop_copy_ = true;
    int64_t lag_us_ = 0;
    bool says_cumulative_ = true;
    size_t executions_ = 0;
    size_t fills_ = 0;
};

}  // namespace hostile
