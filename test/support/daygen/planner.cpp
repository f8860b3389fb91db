#include "planner.h"

#include "planner_pen.h"

namespace daygen {
namespace {

// In millionths of all orders; the rest is filled at once.
constexpr int64_t kRefusedShare = 20'000;
constexpr int64_t kIocShare = 50'000;
constexpr int64_t kRestShare = 140'000;
constexpr int64_t kUnfilledShare = 250'000;
constexpr int64_t kStopShare = 50'000;
constexpr int64_t kFrozenShare = 2'000;

Product draw_product(Random& random, bool derivative) {
    const int64_t draw = random.below(100);
    if (derivative) return draw < 55 ? Product::Nrml : Product::Mis;
    return draw < 55 ? Product::Mis : draw < 96 ? Product::Cnc : Product::Mtf;
}

}  // namespace

Planner::Planner(uint64_t seed, const Market& market, const Population& population)
    : random_{scramble(seed ^ 0x6f7264657273U)}, market_{market}, population_{population} {}

int64_t Planner::events_of(const Order& order) {
    int64_t events = order.step_count;
    for (size_t number = 0; number < order.step_count; ++number) {
        const Step& step = order.steps[number];
        if (step.kind == StepKind::Fill) events += 1 + amendment_events(step.amendment);
    }
    return events;
}

Order Planner::plan(int64_t at_us, int64_t events_max, bool brief) {
    Pen pen{.order = {}, .at_us = at_us, .random = random_};
    pen.order = draw_order(pen);
    choose_scenario(pen, brief);
    if (events_of(pen.order) > events_max) shrink(pen.order, at_us, events_max);
    return pen.order;
}

Order Planner::draw_order(Pen& pen) {
    Order order;
    order.customer = population_.pick_customer(random_);
    order.instrument = population_.pick_instrument(random_, order.customer);
    const Instrument& instrument = market_.instruments[order.instrument];
    order.venue = instrument.venue;
    order.product = draw_product(random_, instrument.venue != Venue::NseCash);
    order.side = random_.chance(500'000) ? Side::Buy : Side::Sell;
    order.origin = random_.chance(500) ? Origin::Exchange : Origin::Primary;
    const int64_t price = price_near(order, pen.at_us);
    order.quantity = draw_quantity(order, price);
    order.price = price;
    return order;
}

void Planner::choose_scenario(Pen& pen, bool brief) {
    int64_t draw = random_.below(1'000'000);
    const auto is = [&draw](int64_t share) { return (draw -= share) < 0; };
    if (is(kRefusedShare)) return refuse(pen);
    if (is(kIocShare)) return take_or_kill(pen);
    if (brief) return take(pen);
    if (is(kRestShare)) return rest(pen);
    if (is(kUnfilledShare)) return rest_unfilled(pen);
    if (is(kStopShare)) return stop(pen);
    const int64_t freeze_quantity = market_.instruments[pen.order.instrument].freeze_quantity;
    if (is(kFrozenShare) && freeze_quantity > 0 && freeze_quantity < 10'000'000) return freeze(pen);
    take(pen);
}

// The last orders of a day must give exactly the events that are still wanted: one is a refusal,
// two and more an order that is entered and taken back.
void Planner::shrink(Order& order, int64_t at_us, int64_t events_max) {
    order.step_count = 0;
    order.validity = Validity::Day;
    order.type = Type::Limit;
    order.trigger = 0;
    const Instrument& instrument = market_.instruments[order.instrument];
    order.quantity = instrument.lot;
    order.price = price_at(market_, instrument, at_us / kSecondUs);
    Pen pen{.order = order, .at_us = at_us, .random = random_};
    if (events_max == 1) {
        refuse(pen);
    } else {
        pen.add(StepKind::Accept);
        end_unfilled(pen, kSecondUs);
    }
    order = pen.order;
}

Amendment Planner::draw_amendment() {
    const int64_t draw = random_.below(1'000'000);
    if (draw < 3'000) {
        return draw < 150   ? Amendment::CorrectCorrect
               : draw < 300 ? Amendment::CorrectBust
                            : Amendment::Correct;
    }
    return draw < 5'000 ? Amendment::Bust : Amendment::None;
}

void Planner::correct(TradeRecord& trade) {
    const Instrument& instrument = market_.instruments[trade.instrument];
    const int64_t lots = trade.quantity / instrument.lot;
    const bool fewer = lots >= 2 && random_.chance(400'000);
    if (fewer) trade.quantity = random_.between(1, lots - 1) * instrument.lot;
    if (fewer && random_.chance(700'000)) return;
    const int64_t before = trade.price;
    trade.price = on_grid(instrument, before + random_.between(1, 4) * instrument.tick);
    if (trade.price == before) trade.price = std::max(instrument.tick, before - instrument.tick);
    if (trade.price == before) trade.price = before + instrument.tick;
}

int64_t Planner::draw_quantity(const Order& order, int64_t price) {
    const Instrument& instrument = market_.instruments[order.instrument];
    const bool active = population_.is_active(order.customer);
    int64_t lots = 0;
    if (instrument.venue == Venue::NseCash) {
        // Order values of some thousand to some hundred thousand rupees, each decade about as
        // likely.
        int64_t rupees = random_.between(2'000, 20'000);
        for (int64_t times = random_.skewed_below(active ? 8 : 5); times > 0; --times) rupees *= 2;
        lots = rupees * kRupee / price / instrument.lot;
    } else {
        lots = 1 + random_.skewed_below(active ? 40 : 6);
    }
    int64_t lots_max = 10'000'000 / instrument.lot;
    if (instrument.freeze_quantity > 0) {
        lots_max = std::min(lots_max, instrument.freeze_quantity / instrument.lot);
    }
    return std::clamp<int64_t>(lots, 1, std::max<int64_t>(1, lots_max)) * instrument.lot;
}

int64_t Planner::price_near(const Order& order, int64_t at_us) {
    const Instrument& instrument = market_.instruments[order.instrument];
    const int64_t price = price_at(market_, instrument, at_us / kSecondUs);
    return on_grid(instrument, price + random_.between(-1, 1) * instrument.tick);
}

}  // namespace daygen
