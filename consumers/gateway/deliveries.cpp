#include "consumers/gateway/deliveries.h"

#include <algorithm>
#include <utility>

namespace gateway {

void Deliveries::open(DeliveryKey key, const std::vector<std::string>& ids) {
    size_t orders = 0;
    for (const std::string& id : ids) {
        auto& keys = waiting_[id];
        if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
        keys.push_back(key);
        ++orders;
    }
    if (orders > 0) {
        open_.emplace(key, orders);
    } else {
        done_.push_back(key);
    }
}

void Deliveries::settle(const std::string& id) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return;
    for (const DeliveryKey& key : found->second) {
        const auto delivery = open_.find(key);
        if (--delivery->second > 0) continue;
        done_.push_back(key);
        open_.erase(delivery);
    }
    waiting_.erase(found);
}

void Deliveries::forget() {
    open_.clear();
    waiting_.clear();
    done_.clear();
}

std::vector<DeliveryKey> Deliveries::take() { return std::exchange(done_, {}); }

}  // namespace gateway
