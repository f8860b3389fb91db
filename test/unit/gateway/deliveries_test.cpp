#include "consumers/gateway/deliveries.h"

#include <doctest/doctest.h>

using gateway::Deliveries;
using gateway::DeliveryKey;
using Keys = std::vector<DeliveryKey>;

TEST_CASE("gateway/deliveries: a message is done when its last order is settled") {
    Deliveries deliveries;
    deliveries.open({1, 1}, {"A", "B"});
    deliveries.settle("A");
    CHECK(deliveries.take().empty());
    deliveries.settle("A");
    CHECK(deliveries.take().empty());
    deliveries.settle("B");
    CHECK(deliveries.take() == Keys{{1, 1}});
    CHECK(deliveries.open_count() == 0);
}

TEST_CASE("gateway/deliveries: an order settles every message that names it") {
    Deliveries deliveries;
    deliveries.open({1, 1}, {"A"});
    deliveries.open({1, 2}, {"A", "A", "B"});
    deliveries.settle("B");
    deliveries.settle("A");
    CHECK(deliveries.take() == Keys{{1, 1}, {1, 2}});
}

TEST_CASE("gateway/deliveries: a message without orders is done at once") {
    Deliveries deliveries;
    deliveries.open({1, 1}, {});
    CHECK(deliveries.take() == Keys{{1, 1}});
    CHECK(deliveries.take().empty());
}

TEST_CASE("gateway/deliveries: after a lost link nothing of it is acknowledged") {
    Deliveries deliveries;
    deliveries.open({1, 1}, {"A"});
    deliveries.open({1, 2}, {});
    deliveries.forget();
    deliveries.settle("A");
    CHECK(deliveries.take().empty());
    deliveries.open({2, 1}, {"A"});
    deliveries.settle("A");
    CHECK(deliveries.take() == Keys{{2, 1}});
}
