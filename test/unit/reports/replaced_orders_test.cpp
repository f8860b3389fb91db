#include "common/reports/replaced_orders.h"

#include <doctest/doctest.h>

#include "common/reports/mapping.h"
#include "test/unit/reports/wire_report.h"

namespace {

// The client order id of the event that the reports end with.
std::string name_after(std::vector<WireReport> wires) {
    reports::Mapping mapping{{}};
    std::string name;
    for (const WireReport& wire : wires) {
        const auto outcome = mapping.map(fix::read_text(wire.text()));
        if (!outcome.events.order) return outcome.refusal;
        name = std::get<events::Order>(outcome.events.order->body).client_order_id;
    }
    return name;
}

WireReport report(const char* type, const char* status, const char* name, const char* original) {
    WireReport wire;
    return wire.set(150, type).set(39, status).set(11, name).set(41, original).drop(32).drop(31);
}

}  // namespace

TEST_CASE(
    "reports/replaced_orders: an unsolicited cancellation of a replaced order keeps its name") {
    const WireReport replaced = report("5", "0", "C2", "C1");
    CHECK(name_after({replaced, report("4", "4", "C2", "C1")}) == "C2");
    CHECK(name_after({replaced, report("4", "4", "X1", "C2")}) == "C2");
    CHECK(name_after({report("4", "4", "X1", "C1")}) == "C1");
    CHECK(name_after({report("4", "4", "C1", "")}) == "C1");
}

TEST_CASE("reports/replaced_orders: it remembers so many and no more") {
    reports::ReplacedOrders orders;
    fix::ExecutionReport one;
    one.client_order_id = "C2";
    one.original_client_order_id = "C1";
    one.exec_type = fix::ExecType::Replaced;
    for (size_t i = 0; i <= reports::ReplacedOrders::kOrdersMax; ++i) {
        one.exchange_order_id = "O" + std::to_string(i);
        orders.settle(one);
    }
    one.exec_type = fix::ExecType::Canceled;
    for (const auto& [order, kept] : {std::pair{"O0", "C1"}, std::pair{"O1", ""}}) {
        fix::ExecutionReport cancelled = one;
        cancelled.exchange_order_id = order;
        orders.settle(cancelled);
        CHECK(cancelled.original_client_order_id == kept);
    }
}
