#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "producers/venue/matching/exchange.h"

namespace conversation {

struct Deal {
    std::string buy;  // client order ids
    std::string sell;
    int64_t quantity = 0;
    int64_t price = 0;
    friend bool operator==(const Deal&, const Deal&) = default;
};

// Price-time priority said as plainly as it can be: every step looks at all orders. One instrument
// in continuous trading; limit orders, DAY and IOC; valid requests only.
class ReferenceMatcher {
  public:
    std::vector<Deal> enter(const venue::NewOrder& request) {
        orders_.push_back({std::string{request.client_order_id.view()},
                           std::string{request.account.view()}, request.side, request.quantity,
                           request.price, ++entries_});
        return match(orders_.size() - 1, request.validity == events::Validity::Day);
    }

    void cancel(const std::string& id) {
        std::erase_if(orders_, [&](const Standing& order) { return order.id == id; });
    }

    // `by`: how much the quantity changes.
    std::vector<Deal> replace(const std::string& id, int64_t by, int64_t price) {
        for (size_t at = 0; at < orders_.size(); ++at) {
            Standing& order = orders_[at];
            if (order.id != id) continue;
            order.remaining += by;
            if (by <= 0 && order.price == price) return {};
            order.price = price;
            order.since = ++entries_;
            return match(at, true);
        }
        return {};
    }

    // 0: there is no such order any more.
    [[nodiscard]] int64_t remaining(const std::string& id) const {
        for (const Standing& order : orders_) {
            if (order.id == id) return order.remaining;
        }
        return 0;
    }
    [[nodiscard]] size_t size() const { return orders_.size(); }
    [[nodiscard]] const std::string& id(size_t at) const { return orders_[at].id; }

  private:
    struct Standing {
        std::string id;
        std::string account;
        events::Side side{};
        int64_t remaining = 0;
        int64_t price = 0;
        int64_t since = 0;
    };

    static bool may_trade(const Standing& a, const Standing& b) {
        if (a.side == b.side) return false;
        const bool a_buys = a.side == events::Side::Buy;
        return a_buys ? a.price >= b.price : b.price >= a.price;
    }

    // Whether `a` comes before `b` of the same side.
    static bool before(const Standing& a, const Standing& b) {
        if (a.price == b.price) return a.since < b.since;
        return a.side == events::Side::Buy ? a.price > b.price : a.price < b.price;
    }

    std::vector<Deal> match(size_t incoming, bool stays) {
        std::vector<Deal> deals;
        while (orders_[incoming].remaining > 0) {
            const size_t best = best_counter(incoming);
            if (best == orders_.size()) break;
            Standing& a = orders_[incoming];
            Standing& b = orders_[best];
            if (a.account == b.account) {
                stays = false;
                break;
            }
            const int64_t quantity = std::min(a.remaining, b.remaining);
            a.remaining -= quantity;
            b.remaining -= quantity;
            const bool a_buys = a.side == events::Side::Buy;
            deals.push_back({a_buys ? a.id : b.id, a_buys ? b.id : a.id, quantity, b.price});
        }
        if (!stays) orders_[incoming].remaining = 0;
        std::erase_if(orders_, [](const Standing& order) { return order.remaining == 0; });
        return deals;
    }

    [[nodiscard]] size_t best_counter(size_t incoming) const {
        size_t best = orders_.size();
        for (size_t at = 0; at < orders_.size(); ++at) {
            if (orders_[at].remaining == 0 || !may_trade(orders_[at], orders_[incoming])) continue;
            if (best == orders_.size() || before(orders_[at], orders_[best])) best = at;
        }
        return best;
    }

    std::vector<Standing> orders_;
    int64_t entries_ = 0;
};

}  // namespace conversation
