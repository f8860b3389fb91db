#include "day_run.h"

#include <algorithm>

#include "order_step.h"

namespace daygen {
namespace {

// 16 digits as NSE's: stream and segment first, then a running number.
constexpr std::array<int64_t, kVenues> kOrderNumberBase{
    1'100'000'000'000'000, 1'500'000'000'000'000, 1'700'000'000'000'000};
constexpr int64_t kAmendmentsEndUs = kSessionUs + 15 * 60 * kSecondUs;

template <class Item>
uint32_t store(std::vector<Item>& items, std::vector<uint32_t>& free_slots, const Item& item) {
    if (free_slots.empty()) {
        items.push_back(item);
        return static_cast<uint32_t>(items.size()) - 1;
    }
    const uint32_t slot = free_slots.back();
    free_slots.pop_back();
    items[slot] = item;
    return slot;
}

}  // namespace

DayRun::DayRun(int64_t events, Planner& planner, EventWriter& writer, Random random, Tally& tally,
               Progress& progress)
    : events_{events},
      planner_{planner},
      writer_{writer},
      random_{random},
      tally_{tally},
      progress_{progress} {}

bool DayRun::run() {
    while (planned_ < events_ || !queue_.empty()) {
        if (planned_ < events_) {
            const int64_t arrival_us = activity_.time_us(planned_, events_);
            if (queue_.empty() || arrival_us < queue_.top().at_us) {
                admit_order(arrival_us);
                continue;
            }
        }
        const Pending pending = queue_.top();
        queue_.pop();
        if (!happen(pending)) return false;
        progress_.reached(tally_.events);
    }
    tally_.orders = orders_;
    return true;
}

void DayRun::admit_order(int64_t at_us) {
    const bool brief = resting_.size() - free_orders_.size() >= kOrdersMax;
    Order order = planner_.plan(at_us, events_ - planned_, brief);
    ++orders_;
    order.number = kOrderNumberBase[static_cast<size_t>(order.venue)] + orders_;
    order.client_number = 10'000'000 + orders_;
    planned_ += Planner::events_of(order);
    push(order.steps[0].at_us, store(resting_, free_orders_, order), false);
}

bool DayRun::happen(const Pending& pending) {
    return pending.amendment ? amend(pending.slot, pending.at_us) : step_order(pending.slot);
}

bool DayRun::step_order(uint32_t slot) {
    Order& order = resting_[slot];
    const Step step = order.steps[order.next_step++];
    apply(order, step);
    if (!writer_.write_order(order, step.at_us)) return false;
    if (step.kind == StepKind::Fill && !report_trade(order, step)) return false;
    if (order.next_step < order.step_count) {
        push(order.steps[order.next_step].at_us, slot, false);
    } else {
        free_orders_.push_back(slot);
    }
    return true;
}

bool DayRun::report_trade(const Order& order, const Step& step) {
    TradeRecord trade{.customer = order.customer,
                      .instrument = order.instrument,
                      .venue = order.venue,
                      .product = order.product,
                      .side = order.side,
                      .has_client_number = order.origin == Origin::Primary,
                      .number = order.number,
                      .client_number = order.client_number,
                      .quantity = step.quantity,
                      .price = step.price,
                      .amendment = step.amendment};
    if (!writer_.write_new_trade(trade, step.at_us)) return false;
    if (step.amendment == Amendment::None) return true;
    const int64_t later_us = step.at_us + 1 + random_.below(600 * kSecondUs);
    push(std::min(later_us, kAmendmentsEndUs), store(amendable_, free_trades_, trade), true);
    return true;
}

// Corrects or busts a trade and, where a second amendment is planned, puts that one in the queue.
bool DayRun::amend(uint32_t slot, int64_t at_us) {
    TradeRecord& trade = amendable_[slot];
    const Amendment amendment = trade.amendment;
    const bool bust = amendment == Amendment::Bust;
    if (!bust) planner_.correct(trade);
    if (!writer_.write_amendment(trade, bust ? Action::Bust : Action::Correct, at_us)) return false;
    trade.amendment = amendment == Amendment::CorrectCorrect ? Amendment::Correct
                      : amendment == Amendment::CorrectBust  ? Amendment::Bust
                                                             : Amendment::None;
    if (trade.amendment == Amendment::None) {
        free_trades_.push_back(slot);
    } else {
        push(std::min(at_us + 1 + random_.below(300 * kSecondUs), kAmendmentsEndUs), slot, true);
    }
    return true;
}

void DayRun::push(int64_t at_us, uint32_t slot, bool amendment) {
    queue_.push({at_us, pushed_++, slot, amendment});
}

}  // namespace daygen
