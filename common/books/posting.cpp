#include "common/books/posting.h"

#include <algorithm>
#include <unordered_map>

namespace books {

using events::Action;
using events::Event;
using events::Order;
using events::Side;
using events::Trade;

TradeKey key_of(const Event& trade) {
    return {trade.account, trade.day, trade.exchange, trade.segment, trade.id};
}

TradeKey referred_key_of(const Event& trade) {
    return {trade.account, trade.day, trade.exchange, trade.segment,
            std::get<Trade>(trade.body).ref};
}

Event completed(const Event& event, int64_t quantity, int64_t price) {
    Event whole = event;
    auto& trade = std::get<Trade>(whole.body);
    if (trade.quantity == 0) trade.quantity = quantity;
    if (trade.price == 0) trade.price = price;
    return whole;
}

namespace {

TradeKey key_of(const KnownTrade& trade) {
    return {trade.account, trade.day, trade.exchange, trade.segment, trade.id};
}

// A trade as the fold sees it, whether it came in this run or stands in the database.
struct Standing {
    uint32_t token = 0;
    events::Product product{};
    Side side{};
    int64_t quantity = 0;
    int64_t price = 0;
    TradeState state{};
    std::string_view settled_by;
    const KnownTrade* known = nullptr;  // else it is the row `row` of this run
    size_t row = 0;
};

Standing standing_of(const KnownTrade& trade) {
    return {trade.token,      trade.product, trade.side, trade.quantity, trade.price, trade.state,
            trade.settled_by, &trade,        0};
}

struct TradeKeyHash {
    size_t operator()(const TradeKey& key) const {
        // Ids alone are nearly unique; the rest of the key is compared.
        return std::hash<std::string_view>{}(key.id);
    }
};

bool same_content(const KnownTrade& known, const Event& event) {
    const Trade& trade = std::get<Trade>(event.body);
    return known.trade_no == trade.trade_no && known.exchange_order_id == trade.exchange_order_id &&
           known.client_order_id == trade.client_order_id && known.token == event.token &&
           known.product == event.product && known.side == trade.side &&
           (trade.quantity == 0 || known.quantity == trade.quantity) &&
           (trade.price == 0 || known.price == trade.price) && known.action == trade.action &&
           known.ref == trade.ref && known.exchange_time_us == event.exchange_time_us;
}

// `first` is complete.
bool same_content(const Event& first, const Event& event) {
    const Trade& trade = std::get<Trade>(first.body);
    const Event second = completed(event, trade.quantity, trade.price);
    return first.body == second.body && first.token == second.token &&
           first.product == second.product && first.exchange_time_us == second.exchange_time_us;
}

class Fold {
  public:
    using Refuse = std::function<const events::Refusal*(Item&, std::string)>;

    Fold(const std::vector<KnownTrade>& known, const Refuse& refuse) : refuse_{refuse} {
        for (const KnownTrade& trade : known) standing_.emplace(key_of(trade), standing_of(trade));
    }

    void take(Item& item) {
        if (item.refusal != nullptr) {
            posting_.parked.push_back(item.refusal);
        } else if (std::holds_alternative<Order>(item.event->body)) {
            posting_.orders.push_back({item.event, item.event->exchange_time_us});
            ++posting_.applied;
        } else {
            take_trade(item);
        }
    }

    Posting finish() {
        keep_last_orders();
        std::sort(posting_.trades.begin(), posting_.trades.end(),
                  [](const TradeRow& a, const TradeRow& b) {
                      return books::key_of(*a.event) < books::key_of(*b.event);
                  });
        std::sort(posting_.ended.begin(), posting_.ended.end(),
                  [](const EndedTrade& a, const EndedTrade& b) { return a.key < b.key; });
        merge_positions();
        return std::move(posting_);
    }

  private:
    void take_trade(Item& item) {
        const Event& event = *item.event;
        const Trade& trade = std::get<Trade>(event.body);
        if (trade.action != Action::Bust) {
            if (const auto same = standing_.find(books::key_of(event)); same != standing_.end()) {
                return take_repeat(item, same->second);
            }
        }
        if (trade.action != Action::New) {
            const auto referred = standing_.find(referred_key_of(event));
            if (referred == standing_.end())
                return park(item, "ref: names no trade of this account");
            Standing& target = referred->second;
            if (target.settled_by == event.id) return repeat();
            // A bust has no row, so only this look tells that its id is a trade's.
            if (trade.action == Action::Bust && standing_.contains(books::key_of(event))) {
                return park(item, "id: already used by another trade");
            }
            if (std::string why = cannot_end(target, event); !why.empty()) return park(item, why);
            const Event whole = books::completed(event, target.quantity, target.price);
            end(target, event);
            if (trade.action == Action::Correct) add(kept(event, whole));
        } else {
            add(event);
        }
        ++posting_.applied;
    }

    // The event itself where it leaves nothing out.
    const Event& kept(const Event& event, const Event& whole) {
        if (event == whole) return event;
        return posting_.completed.emplace_back(whole);
    }

    void take_repeat(Item& item, const Standing& standing) {
        const bool same = standing.known != nullptr
                              ? same_content(*standing.known, *item.event)
                              : same_content(*posting_.trades[standing.row].event, *item.event);
        if (same) return repeat();
        park(item, "id: already used by another trade");
    }

    static std::string cannot_end(const Standing& target, const Event& event) {
        if (target.state != TradeState::Live) {
            return std::string{"ref: that trade is "} +
                   std::string{kTradeStateNames[static_cast<size_t>(target.state)]} + " already";
        }
        if (target.token != event.token) return "token: not that of the trade it names";
        if (target.product != event.product) return "product: not that of the trade it names";
        const Event whole = books::completed(event, target.quantity, target.price);
        const Trade& trade = std::get<Trade>(whole.body);
        if (target.side != trade.side) return "side: not that of the trade it names";
        if (trade.quantity > events::kTradeValueMax / trade.price) {
            return "quantity: times price above 10000000000 rupees";
        }
        return {};
    }

    void add(const Event& event) {
        const Trade& trade = std::get<Trade>(event.body);
        standing_.emplace(books::key_of(event), Standing{event.token,
                                                         event.product,
                                                         trade.side,
                                                         trade.quantity,
                                                         trade.price,
                                                         TradeState::Live,
                                                         {},
                                                         nullptr,
                                                         posting_.trades.size()});
        posting_.trades.push_back({&event, TradeState::Live, {}});
        post(event, trade.side, trade.quantity, trade.price, 1);
    }

    void end(Standing& target, const Event& event) {
        const bool bust = std::get<Trade>(event.body).action == Action::Bust;
        target.state = bust ? TradeState::Busted : TradeState::Corrected;
        target.settled_by = event.id;
        if (target.known != nullptr) {
            posting_.ended.push_back({key_of(*target.known), target.state, event.id});
        } else {
            posting_.trades[target.row].state = target.state;
            posting_.trades[target.row].settled_by = event.id;
        }
        post(event, target.side, target.quantity, target.price, -1);
    }

    void post(const Event& event, Side side, int64_t quantity, int64_t price, int64_t sign) {
        Sums change;
        (side == Side::Buy ? change.buy_quantity : change.sell_quantity) = sign * quantity;
        (side == Side::Buy ? change.buy_value : change.sell_value) = sign * quantity * price;
        posting_.positions.push_back({event.account, event.day, event.exchange, event.segment,
                                      event.token, event.product, change});
    }

    void repeat() { ++posting_.repeats; }
    void park(Item& item, std::string reason) {
        posting_.parked.push_back(refuse_(item, std::move(reason)));
    }

    // Of an order's events the latest counts, of equal ones the one that came last: a report that
    // the exchange sends once more must not undo what has happened since. But an end is an end,
    // though the exchange's clock may have gone back, or two of its clocks may differ: an order
    // that lived on in the books would stand in the way of every exit.
    static void take_over(OrderRow& row, const OrderRow& next) {
        const bool ends = events::is_final(std::get<Order>(next.event->body).state) &&
                          !events::is_final(std::get<Order>(row.event->body).state);
        if (next.exchange_time_us >= row.exchange_time_us || ends) row.event = next.event;
        row.exchange_time_us = std::max(row.exchange_time_us, next.exchange_time_us);
    }

    void keep_last_orders() {
        const auto key = [](const OrderRow& row) {
            return std::tuple{row.event->account, row.event->day, row.event->exchange,
                              row.event->segment,
                              std::get<Order>(row.event->body).exchange_order_id};
        };
        auto& orders = posting_.orders;
        std::stable_sort(orders.begin(), orders.end(),
                         [&](const OrderRow& a, const OrderRow& b) { return key(a) < key(b); });
        size_t kept = 0;
        for (size_t i = 0; i < orders.size(); ++i) {
            if (kept > 0 && key(orders[kept - 1]) == key(orders[i])) {
                take_over(orders[kept - 1], orders[i]);
            } else {
                orders[kept++] = orders[i];
            }
        }
        orders.resize(kept);
    }

    void merge_positions() {
        auto& positions = posting_.positions;
        std::sort(
            positions.begin(), positions.end(),
            [](const PositionChange& a, const PositionChange& b) { return a.key() < b.key(); });
        size_t kept = 0;
        for (size_t i = 0; i < positions.size(); ++i) {
            if (kept > 0 && positions[kept - 1].key() == positions[i].key()) {
                Sums& sums = positions[kept - 1].change;
                sums.buy_quantity += positions[i].change.buy_quantity;
                sums.buy_value += positions[i].change.buy_value;
                sums.sell_quantity += positions[i].change.sell_quantity;
                sums.sell_value += positions[i].change.sell_value;
            } else {
                positions[kept++] = positions[i];
            }
        }
        positions.resize(kept);
    }

    const Refuse& refuse_;
    Posting posting_;
    std::unordered_map<TradeKey, Standing, TradeKeyHash> standing_;
};

}  // namespace

std::vector<TradeKey> needed_trades(const std::vector<Item*>& items, bool careful) {
    std::vector<TradeKey> needed;
    for (const Item* item : items) {
        if (item->event == nullptr) continue;
        const auto* trade = std::get_if<Trade>(&item->event->body);
        if (trade == nullptr) continue;
        if (trade->action != Action::New) needed.push_back(referred_key_of(*item->event));
        // A correction's own row tells its repeat from another one under its id.
        if (careful || trade->action != Action::New) needed.push_back(key_of(*item->event));
    }
    std::sort(needed.begin(), needed.end());
    needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
    return needed;
}

Posting fold(const std::vector<Item*>& items, const std::vector<KnownTrade>& known,
             const Fold::Refuse& refuse) {
    Fold fold{known, refuse};
    for (Item* item : items) fold.take(*item);
    return fold.finish();
}

}  // namespace books
