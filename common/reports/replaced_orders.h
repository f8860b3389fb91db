#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>

#include "common/fix/trading.h"

namespace reports {

// Which client order id a replaced order has now. A cancellation that nobody asked for may still
// carry both, and looks like the answer to a request whose number is ClOrdID. After a restart it
// knows only what came since; then the older number counts, as for every other cancellation.
class ReplacedOrders {
  public:
    static constexpr size_t kOrdersMax = 100'000;

    // Takes the older number off a report that names the order by its own. Pure but for what it
    // remembers.
    void settle(fix::ExecutionReport& report) {
        const std::string& order = report.exchange_order_id;
        if (order.empty()) return;
        if (report.exec_type == fix::ExecType::Replaced && !report.client_order_id.empty()) {
            return remember(order, report.client_order_id);
        }
        if (report.exec_type != fix::ExecType::Canceled) return;
        const auto known = names_.find(order);
        if (known == names_.end()) return;
        if (known->second == report.client_order_id) report.original_client_order_id.clear();
    }

  private:
    void remember(const std::string& order, const std::string& name) {
        if (!names_.insert_or_assign(order, name).second) return;
        oldest_.push_back(order);
        if (oldest_.size() <= kOrdersMax) return;
        names_.erase(oldest_.front());
        oldest_.pop_front();
    }

    std::unordered_map<std::string, std::string> names_;
    std::deque<std::string> oldest_;
};

}  // namespace reports
