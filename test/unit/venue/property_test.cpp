#include <doctest/doctest.h>

#include <array>
#include <map>
#include <vector>

#include "test/unit/seed.h"
#include "test/unit/venue/random_inputs.h"

using conversation::RandomInputs;
using venue::ExecType;

namespace {

constexpr int64_t kSteps = 60'000;

struct TradeSides {  // as told in reports: buy, sell
    std::array<int64_t, 2> quantity{};
    std::array<bool, 2> told{};
};

// What the reports alone say, held against the exchange's own books.
class Witness {
  public:
    void see(const venue::Output& output) {
        const auto* const report = std::get_if<venue::Report>(&output);
        if (report == nullptr) return;
        REQUIRE(report->exec_id == ++executions_);
        const bool final = events::is_final(report->state);
        if (final) REQUIRE(report->remaining == 0);
        if (report->exchange_order_id == 0) return;
        Told& told = orders_[report->exchange_order_id];
        // Only a bust or a correction speaks of an order that has ended.
        const bool of_trade = report->type == ExecType::Bust || report->type == ExecType::Correct;
        REQUIRE((!told.ended || of_trade));
        told.ended = final;
        if (report->last_quantity != 0) see_trade(*report, told);
        REQUIRE(told.filled == report->filled);
        REQUIRE(told.filled + told.undone + report->remaining <= report->quantity);
        if (!final) REQUIRE(told.filled + told.undone + report->remaining == report->quantity);
    }

    void compare(const venue::Exchange& exchange) const {
        for (const uint16_t member : {uint16_t{0}, uint16_t{1}}) {
            for (const venue::Report& order : exchange.orders(member)) {
                const Told& told = orders_.at(order.exchange_order_id);
                REQUIRE(order.filled == told.filled);
                REQUIRE(events::is_final(order.state) == told.ended);
            }
        }
        for (const venue::TradeRow& trade : exchange.trades()) {
            const TradeSides& sides = trades_.at(trade.trade_no);
            for (const size_t side : {0u, 1u}) {  // the house's side tells nothing
                if (sides.told[side]) {
                    REQUIRE(sides.quantity[side] == (trade.busted ? 0 : trade.quantity));
                }
            }
        }
    }
    [[nodiscard]] uint64_t executions() const { return executions_; }

  private:
    struct Told {
        int64_t filled = 0;
        int64_t undone = 0;  // by busts and corrections
        bool ended = false;
    };

    void see_trade(const venue::Report& report, Told& told) {
        const auto side = static_cast<size_t>(report.side);
        TradeSides& sides = trades_[report.trade_no];
        const int64_t now = report.type == ExecType::Bust ? 0 : report.last_quantity;
        const int64_t by = now - sides.quantity[side];
        sides.quantity[side] = now;
        sides.told[side] = true;
        told.filled += by;
        if (report.type != ExecType::Trade) told.undone -= by;
    }

    std::map<uint64_t, Told> orders_;
    std::map<uint64_t, TradeSides> trades_;
    uint64_t executions_ = 0;
};

void require_not_crossed(const venue::Exchange& exchange) {
    for (const venue::PriceChanged& price : exchange.prices()) {
        if (price.bid != 0 && price.ask != 0) REQUIRE(price.bid < price.ask);
    }
}

}  // namespace

TEST_CASE("venue: whatever comes, quantities are conserved and the book is not crossed") {
    const auto [first, last] = seeds(3);
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        venue::Exchange exchange{conversation::config()};
        RandomInputs inputs{seed};
        Witness witness;
        venue::Outputs outputs;
        for (int64_t step = 0; step < kSteps; ++step) {
            outputs.clear();
            exchange.apply(inputs.next(step * 1'000'000 / kSteps), outputs);
            for (const venue::Output& output : outputs) witness.see(output);
            require_not_crossed(exchange);
        }
        witness.compare(exchange);
        CHECK(witness.executions() > kSteps / 2);
    }
}

TEST_CASE("venue: the same inputs give the same outputs and the same digest, to the byte") {
    const auto [first, last] = seeds(2);
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        venue::Exchange one{conversation::config()}, other{conversation::config()};
        RandomInputs inputs{seed};
        venue::Outputs told_one, told_other;
        uint64_t before = one.digest();
        for (int64_t step = 0; step < 20'000; ++step) {
            const venue::Input input = inputs.next(step * 50);
            told_one.clear();
            told_other.clear();
            one.apply(input, told_one);
            other.apply(input, told_other);
            REQUIRE(told_one == told_other);
            if (step % 5000 == 4999) {
                CHECK(one.digest() == other.digest());
                CHECK(one.digest() != before);
                before = one.digest();
            }
        }
        CHECK(one.orders(0) == other.orders(0));
        CHECK(one.totals() == other.totals());
    }
}
