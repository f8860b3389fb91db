#include "consumers/gateway/names.h"

#include "common/events/order_number.h"
#include "common/reports/execution_report.h"
#include "consumers/gateway/answers.h"

namespace gateway {
namespace {

// Ids of ours are of capitals and digits; some host systems know small letters alone.
std::string in_capitals(std::string id) {
    for (char& c : id) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return id;
}

}  // namespace

void Names::remember(const std::string& name, const std::string& order) {
    if (events::is_no_order_number(name)) return;
    const auto [found, is_new] = orders_.try_emplace(name, order);
    found->second = order;  // of another day an exchange may begin its numbers anew
    if (!is_new) return;
    oldest_.push_back(name);
    if (oldest_.size() <= names_max_) return;
    orders_.erase(oldest_.front());
    oldest_.pop_front();
}

void Names::add(const exits::Exit& sent) {
    if (!sent.is_cancel() || !is_own(sent.target_client_order_id)) return;
    remember(sent.client_order_id, sent.target_client_order_id);
    // The books give an order without a number its client order id.
    if (sent.target_exchange_order_id == sent.target_client_order_id) return;
    remember(sent.target_exchange_order_id, sent.target_client_order_id);
}

// Empty: none of ours.
std::string Names::order_of(const fix::ExecutionReport& report, const Hearings& hearings) const {
    const std::string& id = report.client_order_id;
    const std::string& original = report.original_client_order_id;
    const bool by_id = is_own(id) && !hearings.is_cancel(id);
    const bool by_original = is_own(original) && !hearings.is_cancel(original);
    if (by_id && (hearings.expects(id) || !by_original)) return id;
    if (by_original) return original;
    for (const std::string* name : {&report.exchange_order_id, &id}) {
        if (const auto known = orders_.find(*name); known != orders_.end()) return known->second;
    }
    return {};
}

void Names::settle(fix::ExecutionReport& report, const Hearings& hearings) {
    for (std::string* id : {&report.client_order_id, &report.original_client_order_id}) {
        const std::string ours = in_capitals(*id);
        if (hearings.expects(ours)) *id = ours;
    }
    reports::name_the_order(report);
    std::string order = order_of(report, hearings);
    if (order.empty()) return;
    if (order != report.client_order_id) {
        if (report.request_id.empty() && !events::is_no_order_number(report.client_order_id)) {
            report.request_id = report.client_order_id;
        }
        report.client_order_id = order;
        report.original_client_order_id.clear();
    }
    remember(report.exchange_order_id, order);
}

}  // namespace gateway
