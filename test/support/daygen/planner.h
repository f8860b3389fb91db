#pragma once

#include <cstdint>

#include "market.h"
#include "order.h"
#include "population.h"
#include "random.h"

namespace daygen {

// Draws orders and lays down in advance what will happen to each: times, fills, prices taken from
// the path that is already known. Pure apart from its own Random. `market` and `population` must
// outlive it.
class Planner {
  public:
    Planner(uint64_t seed, const Market& market, const Population& population);

    // An order entered at `at_us` since the open that gives at most `events_max` (>= 1) events.
    // With `brief` it does not outlive a few seconds: for when too many orders already rest.
    Order plan(int64_t at_us, int64_t events_max, bool brief);

    // Events that an order's steps and the amendments of its trades will give.
    static int64_t events_of(const Order& order);

    // The right quantity (whole lots, at least one) and price of a trade that was reported wrongly:
    // at least one of the two changes.
    void correct(TradeRecord& trade);

  private:
    struct Pen;  // writes steps into an order, time going on

    Order draw_order(Pen& pen);
    void choose_scenario(Pen& pen, bool brief);
    void refuse(Pen& pen);
    void take(Pen& pen);
    void take_or_kill(Pen& pen);
    void rest(Pen& pen);
    void rest_unfilled(Pen& pen);
    void stop(Pen& pen);
    void freeze(Pen& pen);
    void shrink(Order& order, int64_t at_us, int64_t events_max);

    void modify_sometimes(Pen& pen);
    void fill(Pen& pen, int64_t quantity, int64_t parts, int64_t span_us);
    void place_away(Pen& pen);
    void end_unfilled(Pen& pen, int64_t span_us);
    Amendment draw_amendment();
    int64_t draw_quantity(const Order& order, int64_t price);
    int64_t price_near(const Order& order, int64_t at_us);

    Random random_;
    const Market& market_;
    const Population& population_;
};

}  // namespace daygen
