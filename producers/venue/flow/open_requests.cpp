#include "producers/venue/flow/open_requests.h"

#include <algorithm>

namespace flow {

const std::string& id_of(const Action& action) {
    if (const auto* order = std::get_if<fix::NewOrder>(&action)) return order->client_order_id;
    if (const auto* cancel = std::get_if<fix::CancelOrder>(&action)) return cancel->client_order_id;
    return std::get<fix::ReplaceOrder>(action).what.client_order_id;
}

void OpenRequests::sent(const Action& action, int64_t now_us) {
    open_.insert_or_assign(id_of(action), Open{action, now_us, now_us, ++sent_});
}

int64_t OpenRequests::answered(const std::string& client_order_id, int64_t now_us) {
    const auto found = open_.find(client_order_id);
    if (found == open_.end()) return -1;
    const int64_t took = now_us - found->second.sent_us;
    open_.erase(found);
    return took;
}

const Action* OpenRequests::find(const std::string& client_order_id) const {
    const auto found = open_.find(client_order_id);
    return found == open_.end() ? nullptr : &found->second.action;
}

std::vector<Action> OpenRequests::to_ask_about(int64_t before_us, int64_t now_us) {
    std::vector<const Open*> order;
    for (auto& [id, open] : open_) {
        if (open.said_us > before_us) continue;
        open.said_us = now_us;
        order.push_back(&open);
    }
    std::sort(order.begin(), order.end(),
              [](const Open* a, const Open* b) { return a->number < b->number; });
    std::vector<Action> actions;
    for (const Open* open : order) actions.push_back(open->action);
    return actions;
}

}  // namespace flow
