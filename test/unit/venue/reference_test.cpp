#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "test/unit/seed.h"
#include "test/unit/venue/conversation.h"
#include "test/unit/venue/reference_matcher.h"

using conversation::Deal;
using conversation::kRupee;
using conversation::Market;
using conversation::ReferenceMatcher;

namespace {

// Every trade that the market has told of, from its buyer's report and its seller's.
std::vector<Deal> deals_of(const Market& market) {
    std::vector<Deal> deals;
    for (const venue::Output& output : market.outputs()) {
        const auto* const report = std::get_if<venue::Report>(&output);
        if (report == nullptr || report->type != venue::ExecType::Trade) continue;
        if (report->side == events::Side::Buy) {
            deals.push_back({std::string{report->client_order_id}, "", report->last_quantity,
                             report->last_price});
        } else {
            REQUIRE(deals.back().quantity == report->last_quantity);
            deals.back().sell = report->client_order_id;
        }
    }
    return deals;
}

class Player {
  public:
    explicit Player(uint64_t seed) : random_{seed} {}

    void step() {
        const uint64_t dice = below(10);
        if (dice < 6 || reference_.size() == 0) {
            enter();
        } else if (dice < 8) {
            const std::string id = any();
            market_.cancel("", id);
            reference_.cancel(id);
        } else {
            replace();
        }
    }

    // Nothing that the reference holds is missing, nothing else stands.
    void compare_books() {
        size_t live = 0;
        for (const venue::Report& order : market_.exchange().orders(0)) {
            const int64_t expected = reference_.remaining(std::string{order.client_order_id});
            REQUIRE(order.remaining == expected);
            live += order.remaining > 0 ? 1u : 0u;
        }
        CHECK(live == reference_.size());
    }

  private:
    uint64_t below(uint64_t limit) { return random_() % limit; }
    std::string any() { return reference_.id(below(reference_.size())); }
    int64_t price() { return 100 * kRupee + (static_cast<int64_t>(below(21)) - 10) * 500; }

    void enter() {
        const std::string id = std::to_string(++names_);
        const std::string account = "A" + std::to_string(below(20));
        const auto quantity = static_cast<int64_t>(1 + below(20)) * 10;
        auto order = below(2) == 0 ? conversation::buy(id, quantity, price(), account)
                                   : conversation::sell(id, quantity, price(), account);
        if (below(5) == 0) order = conversation::ioc(order);
        market_.say(order);
        REQUIRE(deals_of(market_) == reference_.enter(order));
    }

    void replace() {
        const std::string id = any();
        const auto order = market_.exchange().find(0, {0, id});
        const auto by = (static_cast<int64_t>(below(11)) - 5) * 10;
        if (order->remaining + by <= 0 || order->quantity + by > 1000) return;
        const int64_t to = below(2) == 0 ? order->price : price();
        market_.replace("", id, order->quantity + by, to);
        REQUIRE(deals_of(market_) == reference_.replace(id, by, to));
    }

    std::mt19937_64 random_;
    Market market_;
    ReferenceMatcher reference_;
    uint64_t names_ = 0;
};

}  // namespace

TEST_CASE("venue matching: 100,000 random requests trade as a plain reference does") {
    const auto [first, last] = seeds(4);
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        Player player{seed};
        for (int step = 0; step < 25'000; ++step) player.step();
        player.compare_books();
    }
}
