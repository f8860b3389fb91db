#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace gateway {

// A message of the broker until it is acknowledged.
struct DeliveryKey {
    uint64_t epoch = 0;
    uint64_t tag = 0;
    friend auto operator<=>(const DeliveryKey&, const DeliveryKey&) = default;
};

// Which messages wait for which orders: a message may be acknowledged when every order that it
// names is settled. Pure.
class Deliveries {
  public:
    // One that names no order is settled at once; an order named twice counts once.
    void open(DeliveryKey key, const std::vector<std::string>& ids);
    void settle(const std::string& id);
    // A lost link: its messages come again.
    void forget();
    // To be acknowledged, since the last call.
    [[nodiscard]] std::vector<DeliveryKey> take();
    [[nodiscard]] size_t open_count() const { return open_.size(); }

  private:
    std::map<DeliveryKey, size_t> open_;  // orders not settled yet
    std::unordered_map<std::string, std::vector<DeliveryKey>> waiting_;
    std::vector<DeliveryKey> done_;
};

}  // namespace gateway
