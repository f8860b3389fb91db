#include "producers/venue/matching/engine.h"

namespace venue {
namespace {

// FNV-1a over whole numbers, folded so that high bits count too.
class Digest {
  public:
    template <class Number>
    void add(Number number) {
        value_ = (value_ ^ static_cast<uint64_t>(number)) * 0x100000001B3u;
        value_ ^= value_ >> 29;
    }
    void add_text(std::string_view text) {
        add(text.size());
        for (const char c : text) add(c);
    }
    [[nodiscard]] uint64_t value() const { return value_; }

  private:
    uint64_t value_ = 0xCBF29CE484222325u;
};

void add_order(Digest& digest, const State& state, const Order& order) {
    for (const int64_t number : {order.price, order.trigger, order.quantity, order.filled,
                                 order.remaining, order.changed_us}) {
        digest.add(number);
    }
    digest.add(order.instrument);
    digest.add(order.session);
    digest.add(order.side);
    digest.add(order.type);
    digest.add(order.validity);
    digest.add(order.state);
    if (!order.house) digest.add_text(state.client_ids.view(order.client_id));
    digest.add_text(state.accounts.view(order.account));
    digest.add_text(state.products.view(order.product));
    digest.add_text(state.reasons.view(order.reason));
}

// The books: which order stands where.
void add_ladder(Digest& digest, const State& state, const Ladder& ladder) {
    for (const Level& level : ladder.levels()) {
        digest.add(level.rank);
        digest.add(level.quantity);
        for (uint32_t at = level.head; at != kNone; at = state.orders[at].next) digest.add(at);
    }
}

void add_listed(Digest& digest, const State& state, const Listed& listed) {
    digest.add(listed.last);
    digest.add(listed.terms.band_low);
    digest.add(listed.terms.band_high);
    digest.add(listed.terms.suspended);
    add_ladder(digest, state, listed.book.bids);
    add_ladder(digest, state, listed.book.asks);
    add_ladder(digest, state, listed.book.stop_buys);
    add_ladder(digest, state, listed.book.stop_sells);
}

}  // namespace

uint64_t Exchange::digest() const {
    const State& state = engine_->state;
    Digest digest;
    digest.add(state.now_us);
    digest.add(state.executions);
    digest.add(state.calendar_next);
    for (const Phase phase : state.phases) digest.add(phase);
    for (uint32_t at = 0; at < state.orders.size(); ++at)
        add_order(digest, state, state.orders[at]);
    for (uint32_t at = 0; at < state.trades.size(); ++at) {
        const Trade& trade = state.trades[at];
        digest.add(trade.buy);
        digest.add(trade.sell);
        digest.add(trade.quantity);
        digest.add(trade.price);
        digest.add(trade.time_us);
        digest.add(trade.buy_exec);
        digest.add(trade.sell_exec);
        digest.add(trade.busted);
        digest.add(trade.corrected);
    }
    for (const Listed& listed : state.listed) add_listed(digest, state, listed);
    return digest.value();
}

}  // namespace venue
