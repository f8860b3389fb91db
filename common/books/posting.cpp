#include "common/books/posting.h"

#include <algorithm>
#include <unordered_map>

#include "common/books/backdated.h"
#include "common/books/repeated_trade.h"

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

TradeKey key_of(const KnownTrade& trade) {
    return {trade.account, trade.day, trade.exchange, trade.segment, trade.id};
}

PositionKey position_key_of(const Event& event) {
    return {std::string{event.account},
            event.day,
            event.exchange,
            event.segment,
            event.token,
            event.product};
}

namespace {

constexpr const char* kNoTrade = "ref: names no trade of this account";
const Earlier kNothingEarlier{};

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

Standing standing_trade(const KnownTrade& trade) {
    return {trade.token,      trade.product, trade.side, trade.quantity, trade.price, trade.state,
            trade.settled_by, &trade,        0};
}

struct TradeKeyHash {
    size_t operator()(const TradeKey& key) const {
        // Ids alone are nearly unique; the rest of the key is compared.
        return std::hash<std::string_view>{}(key.id);
    }
};

class Fold {
  public:
    using Refuse = std::function<const events::Refusal*(Item&, std::string)>;

    Fold(const std::vector<KnownTrade>& known, const Refuse& refuse, const KnownOrders& orders,
         const KnownSums* sums, const Earlier* earlier)
        : refuse_{refuse},
          orders_{orders},
          watched_{sums != nullptr},
          sums_{sums != nullptr ? *sums : KnownSums{}},
          earlier_{earlier != nullptr ? *earlier : kNothingEarlier} {
        for (const KnownTrade& trade : known)
            standing_.emplace(books::key_of(trade), standing_trade(trade));
        for (const KnownTrade& trade : earlier_.trades)
            standing_.emplace(books::key_of(trade), standing_trade(trade));
    }

    void take(Item& item) {
        if (item.refusal != nullptr) {
            if (!item.refusal->nothing) posting_.parked.push_back(item.refusal);
        } else if (std::holds_alternative<Order>(item.event->body)) {
            states_.push_back({item.event, standing_of(*item.event)});
            ++posting_.applied;
        } else {
            take_trade(item);
        }
    }

    Posting finish() {
        OrderChanges orders = fold_orders(std::move(states_), orders_);
        posting_.orders = std::move(orders.rows);
        posting_.named = std::move(orders.named);
        posting_.numbered = std::move(orders.numbered);
        posting_.borne = std::move(orders.borne);
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
        if (is_settled(item, event)) return;
        if (std::get<Trade>(event.body).action != Action::New) {
            const auto named = standing_.find(referred_key_of(event));
            if (named != standing_.end()) return correct(item, event, named->second);
            return take_backdated(item);
        }
        if (std::string full = full_column(nullptr, event); !full.empty()) return park(item, full);
        add(event);
        ++posting_.applied;
    }

    // An execution whose own key stands already.
    bool is_settled(Item& item, const Event& event) {
        if (std::get<Trade>(event.body).action == Action::Bust) return false;
        const auto same = standing_.find(books::key_of(event));
        if (same == standing_.end()) return false;
        take_repeat(item, event, same->second);
        return true;
    }

    // `event`: with the day of its trade.
    void correct(Item& item, const Event& event, Standing& target) {
        const Trade& trade = std::get<Trade>(event.body);
        if (target.settled_by == event.id) return repeat();
        // A bust has no row, so only this look tells that its id is a trade's.
        if (trade.action == Action::Bust && standing_.contains(books::key_of(event))) {
            return park(item, "id: already used by another trade");
        }
        if (std::string why = cannot_end(target, event); !why.empty()) return park(item, why);
        const Event whole = books::completed(event, target.quantity, target.price);
        if (trade.action == Action::Correct) {
            std::string full = full_column(&target, whole);
            if (!full.empty()) return park(item, std::move(full));
        }
        end(target, event);
        if (trade.action == Action::Correct) add(kept(event, whole));
        ++posting_.applied;
    }

    // Its own day has no such trade.
    void take_backdated(Item& item) {
        const Event& event = *item.event;
        const Decision decision = earlier_.elsewhere ? followed(earlier_, event) : decide(event);
        if (decision.of_day == 0 && decision.why.empty()) return park(item, kNoTrade);
        Backdated noted{&event, decision.of_day, decision.why, {}};
        if (decision.of_day == 0) {
            park(item, decision.why);
        } else if (earlier_.elsewhere) {
            ++posting_.applied;
        } else if (std::string why = book_to(decision.of_day, item); !why.empty()) {
            noted.of_day = 0;
            noted.why = std::move(why);
        }
        posting_.backdated.push_back(std::move(noted));
    }

    // By all trades that came before it, also in this run.
    [[nodiscard]] Decision decide(const Event& event) const {
        const auto reach = earlier_.reach.find(event.day);
        if (reach == earlier_.reach.end()) return {};
        std::vector<NamedTrade> named;
        TradeKey key = referred_key_of(event);
        for (const uint32_t day : reach->second) {
            key.day = day;
            const auto found = standing_.find(key);
            if (found != standing_.end()) named.push_back(named_trade(day, found->second));
        }
        return of_earlier_day(event, named);
    }

    [[nodiscard]] NamedTrade named_trade(uint32_t day, const Standing& trade) const {
        if (const KnownTrade* known = trade.known; known != nullptr) {
            return {day, known->exchange_order_id, known->client_order_id, known->trade_no};
        }
        const Trade& row = std::get<Trade>(posting_.trades[trade.row].event->body);
        return {day, row.exchange_order_id, row.client_order_id, row.trade_no};
    }

    // Empty, or why it was parked.
    std::string book_to(uint32_t day, Item& item) {
        Event& moved = posting_.completed.emplace_back(*item.event);
        moved.day = day;
        const size_t parked = posting_.parked.size();
        const auto named = standing_.find(referred_key_of(moved));
        if (named == standing_.end()) {
            park(item, kNoTrade);
        } else if (!is_settled(item, moved)) {
            correct(item, moved, named->second);
        }
        return posting_.parked.size() == parked ? std::string{} : posting_.parked.back()->reason;
    }

    // The event itself where it leaves nothing out.
    const Event& kept(const Event& event, const Event& whole) {
        if (event == whole) return event;
        return posting_.completed.emplace_back(whole);
    }

    void take_repeat(Item& item, const Event& event, const Standing& standing) {
        const std::string_view field =
            standing.known != nullptr
                ? difference(*standing.known, event)
                : difference(known_trade(*posting_.trades[standing.row].event), event);
        if (field.empty()) return repeat();
        park(item, "id: already used by another trade: " + std::string{field} + " differs");
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
        if (std::get<Trade>(event.body).action == Action::Bust) return other_bust(target, event);
        return {};
    }

    // It repeats what it busts. Who speaks of another quantity or price may mean another trade.
    static std::string other_bust(const Standing& target, const Event& event) {
        const Trade& bust = std::get<Trade>(event.body);
        const bool says_quantity = bust.quantity != 0;
        const bool says_price = bust.price != 0;
        if (says_quantity && target.quantity != bust.quantity) {
            return "quantity: not that of the trade it names";
        }
        if (says_price && target.price != bust.price) {
            return "price: not that of the trade it names";
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
            posting_.ended.push_back({referred_key_of(event), target.state, event.id});
        } else {
            posting_.trades[target.row].state = target.state;
            posting_.trades[target.row].settled_by = event.id;
        }
        post(event, target.side, target.quantity, target.price, -1);
    }

    // Why the position does not take the trade in the place of the one it corrects; "": it does.
    std::string full_column(const Standing* corrected, const Event& event) {
        if (!watched_) return {};
        const Trade& trade = std::get<Trade>(event.body);
        const bool buy = trade.side == Side::Buy;
        const Sums& sums = sums_[position_key_of(event)];
        int64_t quantity = buy ? sums.buy_quantity : sums.sell_quantity;
        int64_t value = buy ? sums.buy_value : sums.sell_value;
        if (corrected != nullptr) {
            quantity -= corrected->quantity;
            value -= corrected->quantity * corrected->price;
        }
        const std::string side = buy ? "buy" : "sell";
        const std::string why = " of the position would be more than it holds";
        if (quantity > kSumMax - trade.quantity) return "database: " + side + "_quantity" + why;
        const bool fits = value <= kSumMax - trade.quantity * trade.price;
        return fits ? std::string{} : "database: " + side + "_value" + why;
    }

    void post(const Event& event, Side side, int64_t quantity, int64_t price, int64_t sign) {
        Sums change;
        (side == Side::Buy ? change.buy_quantity : change.sell_quantity) = sign * quantity;
        (side == Side::Buy ? change.buy_value : change.sell_value) = sign * quantity * price;
        if (watched_) sums_[position_key_of(event)].add(change);
        posting_.positions.push_back({event.account, event.day, event.exchange, event.segment,
                                      event.token, event.product, change});
    }

    void repeat() { ++posting_.repeats; }
    void park(Item& item, std::string reason) {
        posting_.parked.push_back(refuse_(item, std::move(reason)));
    }

    void merge_positions() {
        auto& positions = posting_.positions;
        std::sort(
            positions.begin(), positions.end(),
            [](const PositionChange& a, const PositionChange& b) { return a.key() < b.key(); });
        size_t kept = 0;
        for (size_t i = 0; i < positions.size(); ++i) {
            if (kept > 0 && positions[kept - 1].key() == positions[i].key()) {
                positions[kept - 1].change.add(positions[i].change);
            } else {
                positions[kept++] = positions[i];
            }
        }
        positions.resize(kept);
    }

    const Refuse& refuse_;
    const KnownOrders& orders_;
    const bool watched_;  // sums_
    KnownSums sums_;
    const Earlier& earlier_;
    Posting posting_;
    std::vector<OrderRow> states_;  // of orders, as they came
    std::unordered_map<TradeKey, Standing, TradeKeyHash> standing_;
};

}  // namespace

Posting fold(const std::vector<Item*>& items, const std::vector<KnownTrade>& known,
             const Fold::Refuse& refuse, const KnownOrders& orders, const KnownSums* sums,
             const Earlier* earlier) {
    Fold fold{known, refuse, orders, sums, earlier};
    for (Item* item : items) fold.take(*item);
    return fold.finish();
}

}  // namespace books
