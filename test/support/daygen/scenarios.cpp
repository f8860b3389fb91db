// The lives that an order can have. Each writes the order's steps; Planner::choose_scenario says
// how often which.

#include <algorithm>
#include <array>
#include <string_view>

#include "planner.h"
#include "planner_pen.h"

namespace daygen {
namespace {

constexpr std::array<std::string_view, 4> kBrokerRefusals{
    "Margin exceeds: required 48213.50, available 30120.75", "Instrument blocked for intraday",
    "Quantity is not a multiple of the lot", "Account not enabled for this segment"};
constexpr std::array<std::string_view, 3> kExchangeRefusals{
    "16283: Order price is out of the current execution range", "17070: Price out of band",
    "16387: Security is not allowed to trade in this market"};
constexpr std::string_view kCancelledByCustomer = "cancelled by customer";
constexpr std::string_view kIocRemainder = "IOC remainder cancelled";

}  // namespace

void Planner::refuse(Pen& pen) {
    Order& order = pen.order;
    order.numbered = random_.chance(400'000);
    if (order.numbered) {
        const auto number = static_cast<size_t>(random_.below(kExchangeRefusals.size()));
        order.reason = kExchangeRefusals[number];
        const Instrument& instrument = market_.instruments[order.instrument];
        if (number < 2) order.price = instrument.band_high + 20 * instrument.tick;
    } else {
        const auto number = static_cast<size_t>(random_.below(kBrokerRefusals.size()));
        order.reason = kBrokerRefusals[number];
    }
    pen.add(StepKind::Reject);
}

// Market and marketable limit orders: filled within about a second, in one to three parts.
void Planner::take(Pen& pen) {
    Order& order = pen.order;
    pen.add(StepKind::Accept);
    if (random_.chance(350'000)) {
        order.type = Type::Market;
        order.price = 0;
    }
    const int64_t parts = random_.chance(300'000) ? random_.between(2, 3) : 1;
    fill(pen, order.quantity, parts, kSecondUs / 2);
}

void Planner::take_or_kill(Pen& pen) {
    Order& order = pen.order;
    order.validity = Validity::Ioc;
    pen.add(StepKind::Accept);
    const int64_t draw = random_.below(100);
    const int64_t lot = market_.instruments[order.instrument].lot;
    const int64_t lots = order.quantity / lot;
    if (draw < 60 || (draw < 85 && lots < 2)) return fill(pen, order.quantity, 1, 2'000);
    if (draw < 85) fill(pen, random_.between(1, lots - 1) * lot, 1, 2'000);
    pen.pass(1'000);
    pen.add(StepKind::Cancel);
    order.reason = kIocRemainder;
}

// A limit order that waits until the price comes: the path is known, so the limit is the price of a
// later second and the side follows from where the price is now.
void Planner::rest(Pen& pen) {
    Order& order = pen.order;
    const Instrument& instrument = market_.instruments[order.instrument];
    pen.add(StepKind::Accept);
    const int64_t now_price = price_at(market_, instrument, pen.at_us / kSecondUs);
    modify_sometimes(pen);
    pen.pass(random_.chance(700'000) ? 300 * kSecondUs : 7200 * kSecondUs);
    const int64_t limit = price_at(market_, instrument, pen.at_us / kSecondUs);
    order.side = limit <= now_price ? Side::Buy : Side::Sell;
    for (size_t number = 0; number < order.step_count; ++number) {
        Step& step = order.steps[number];
        // A modification moves the limit: it had been one tick further away before.
        if (step.kind == StepKind::Modify) step.price = limit;
    }
    const int64_t away = order.side == Side::Buy ? -instrument.tick : instrument.tick;
    order.price = order.step_count > 1 ? on_grid(instrument, limit + away) : limit;
    const int64_t parts = random_.chance(350'000) ? random_.between(2, 3) : 1;
    fill(pen, pen.quantity(), parts, 20 * kSecondUs);
}

// A limit order too far away: modified perhaps, and in the end cancelled, or expired at the close.
void Planner::rest_unfilled(Pen& pen) {
    Order& order = pen.order;
    pen.add(StepKind::Accept);
    place_away(pen);
    modify_sometimes(pen);
    const int64_t lot = market_.instruments[order.instrument].lot;
    if (random_.chance(80'000) && pen.quantity() >= 2 * lot) fill(pen, lot, 1, 600 * kSecondUs);
    if (random_.chance(200'000)) return pen.expire();
    end_unfilled(pen, random_.chance(600'000) ? 120 * kSecondUs : 3600 * kSecondUs);
}

void Planner::stop(Pen& pen) {
    Order& order = pen.order;
    const Instrument& instrument = market_.instruments[order.instrument];
    order.type = random_.chance(600'000) ? Type::StopLimit : Type::StopMarket;
    const int64_t now_price = price_at(market_, instrument, pen.at_us / kSecondUs);
    pen.add(StepKind::AcceptStop);
    pen.pass(3600 * kSecondUs);
    const int64_t trigger = price_at(market_, instrument, pen.at_us / kSecondUs);
    order.side = trigger >= now_price ? Side::Buy : Side::Sell;
    order.trigger = trigger;
    const int64_t slack = (order.side == Side::Buy ? 4 : -4) * instrument.tick;
    const int64_t limit = on_grid(instrument, trigger + slack);
    order.price = order.type == Type::StopLimit ? limit : 0;
    const int64_t draw = random_.below(100);
    if (draw < 25) {
        // Never triggered: the trigger is moved beyond what the price reaches.
        place_away(pen);
        order.side = order.side == Side::Buy ? Side::Sell : Side::Buy;
        order.trigger = order.price;
        if (order.type == Type::StopMarket) order.price = 0;
        return draw < 10 ? pen.expire() : end_unfilled(pen, 600 * kSecondUs);
    }
    pen.add(StepKind::Trigger);
    if (draw < 92) return fill(pen, order.quantity, random_.between(1, 2), kSecondUs);
    end_unfilled(pen, 60 * kSecondUs);
}

// Above the freeze quantity: the exchange holds the order until somebody confirms or refuses it.
void Planner::freeze(Pen& pen) {
    Order& order = pen.order;
    const Instrument& instrument = market_.instruments[order.instrument];
    order.quantity =
        (instrument.freeze_quantity / instrument.lot + random_.between(1, 10)) * instrument.lot;
    pen.add(StepKind::AcceptFrozen);
    pen.pass(90 * kSecondUs);
    if (random_.chance(400'000)) {
        order.reason = "Freeze not approved by the exchange";
        pen.add(StepKind::Reject);
        return;
    }
    pen.add(StepKind::Release);
    fill(pen, order.quantity, random_.between(1, 3), 2 * kSecondUs);
}

void Planner::modify_sometimes(Pen& pen) {
    if (!random_.chance(300'000)) return;
    const Instrument& instrument = market_.instruments[pen.order.instrument];
    for (int64_t times = random_.between(1, 2); times > 0; --times) {
        pen.pass(60 * kSecondUs);
        const int64_t quantity = pen.quantity();
        const int64_t price = pen.price();
        Step& step = pen.add(StepKind::Modify);
        step.quantity = quantity;
        step.price = price;
        const int64_t direction = pen.order.side == Side::Buy ? -1 : 1;
        if (random_.chance(700'000)) {
            step.price =
                on_grid(instrument, price + direction * random_.between(1, 5) * instrument.tick);
        } else {
            // Never larger, so that it stays below the freeze quantity.
            step.quantity = random_.between(1, quantity / instrument.lot) * instrument.lot;
        }
    }
}

// Fills `quantity` (whole lots) in up to `parts` parts, each up to `span_us` after the one before.
// At the limit, or near the market where the order has none; a stop order's limit is worse than its
// trigger, at which it is filled.
void Planner::fill(Pen& pen, int64_t quantity, int64_t parts, int64_t span_us) {
    Order& order = pen.order;
    const int64_t lot = market_.instruments[order.instrument].lot;
    const bool at_any_price = order.type == Type::Market || order.type == Type::StopMarket;
    const int64_t limit = order.type == Type::StopLimit ? order.trigger : pen.price();
    for (; parts > 0 && quantity > 0; --parts) {
        pen.pass(span_us);
        Step& step = pen.add(StepKind::Fill);
        const int64_t lots = quantity / lot;
        step.quantity = parts == 1 || lots < 2 ? quantity : random_.between(1, lots - 1) * lot;
        step.price = at_any_price ? price_near(order, pen.at_us) : limit;
        step.amendment = draw_amendment();
        quantity -= step.quantity;
    }
}

// Moves the limit half a per cent to three per cent away from the market, to the side where nobody
// takes it.
void Planner::place_away(Pen& pen) {
    Order& order = pen.order;
    const Instrument& instrument = market_.instruments[order.instrument];
    const int64_t market_price = price_at(market_, instrument, pen.at_us / kSecondUs);
    const int64_t distance =
        std::max(3 * instrument.tick, market_price * random_.between(5, 30) / 1000);
    order.price = on_grid(
        instrument, order.side == Side::Buy ? market_price - distance : market_price + distance);
}

void Planner::end_unfilled(Pen& pen, int64_t span_us) {
    pen.pass(span_us);
    pen.add(StepKind::Cancel);
    pen.order.reason = kCancelledByCustomer;
}

}  // namespace daygen
