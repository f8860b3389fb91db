#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "producers/venue/flow/trader.h"

namespace flow {

// Requests that the exchange has not answered yet. Pure.
class OpenRequests {
  public:
    void sent(const Action& action, int64_t now_us);
    // Whatever answers a request names its client order id. Returns how long it took, -1 where
    // nothing with this id waits.
    int64_t answered(const std::string& client_order_id, int64_t now_us);
    // Nullptr: nothing with this id waits.
    [[nodiscard]] const Action* find(const std::string& client_order_id) const;
    // Those that wait and of which nothing was said after `before_us`, oldest first; from now on
    // the question about them counts as said.
    std::vector<Action> to_ask_about(int64_t before_us, int64_t now_us);
    [[nodiscard]] size_t size() const { return open_.size(); }

  private:
    struct Open {
        Action action;
        int64_t sent_us = 0;
        int64_t said_us = 0;  // sent, or asked about
        int64_t number = 0;
    };
    std::unordered_map<std::string, Open> open_;
    int64_t sent_ = 0;
};

const std::string& id_of(const Action& action);

}  // namespace flow
