#include "consumers/gateway/holds.h"

#include <doctest/doctest.h>

#include "test/unit/gateway/orders.h"

namespace gateway {

using base::MonoTime;
using Names = std::vector<std::string>;

namespace {

constexpr MonoTime kNow{1'000'000'000};

exits::Exit planned_at(int64_t planned_us, bool cancel = false) {
    exits::Exit order = make_order({.id = "BXB", .cancel = cancel});
    order.planned_us = planned_us;
    return order;
}

}  // namespace

TEST_CASE("gateway/holds: an account waits until what was told is written, and no longer") {
    Holds holds;
    holds.wait_for("ACC1", "BXA", 1, 500, kNow);
    CHECK(holds.holds("ACC1"));
    CHECK_FALSE(holds.holds("ACC2"));
    CHECK(holds.take_released(kNow).empty());
    holds.written("ACC1", "BXA", 1, kNow);
    CHECK(holds.take_released(kNow) == Names{"ACC1"});
    CHECK_FALSE(holds.holds("ACC1"));
    CHECK_FALSE(holds.next());
}

TEST_CASE("gateway/holds: what was told meanwhile holds on, of this order and of another") {
    Holds holds;
    holds.wait_for("ACC1", "BXA", 1, 500, kNow);
    holds.wait_for("ACC1", "BXA", 2, 500, kNow);
    holds.wait_for("ACC1", "BXZ", 3, 500, kNow);
    holds.written("ACC1", "BXA", 1, kNow);
    holds.written("ACC1", "BXZ", 3, kNow);
    CHECK(holds.take_released(kNow).empty());
    holds.written("ACC1", "BXA", 2, kNow);
    CHECK(holds.take_released(kNow) == Names{"ACC1"});
}

TEST_CASE("gateway/holds: a marked order goes where its plan has counted with the one told of") {
    Holds holds;
    holds.wait_for("ACC1", "BXA", 1, 500, kNow);
    CHECK_FALSE(holds.holds(planned_at(500)));  // a slice of the same plan
    CHECK(holds.holds(planned_at(501)));
    holds.wait_for("ACC1", "BXC", 2, Holds::kAnyPlan, kNow);
    CHECK(holds.holds(planned_at(500)));
    CHECK_FALSE(holds.holds(planned_at(501, true)));  // a cancel raises no risk
}

TEST_CASE("gateway/holds: a doubt holds for the square-off's look, also when all is written") {
    Holds holds;
    holds.wait_for("ACC1", "BXA", 1, 500, kNow);
    holds.await_look("ACC1", kNow);
    holds.written("ACC1", "BXA", 1, kNow);
    CHECK(holds.holds(planned_at(0)));
    CHECK(holds.take_released(kNow).empty());
    CHECK(holds.next() == kNow + Holds::kLookUs);
    CHECK(holds.take_released(kNow + Holds::kLookUs) == Names{"ACC1"});
}

TEST_CASE("gateway/holds: a row that is never written holds nobody for ever") {
    Holds holds;
    holds.wait_for("ACC1", "BXA", 1, 500, kNow);
    CHECK(holds.take_released(kNow + (Holds::kUnwrittenUs - 1)).empty());
    CHECK(holds.take_released(kNow + Holds::kUnwrittenUs) == Names{"ACC1"});
    holds.wait_for("", "BXA", 2, 500, kNow);  // of nobody
    CHECK_FALSE(holds.next());
}

}  // namespace gateway
