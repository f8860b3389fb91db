#include "consumers/reconciler/day_books.h"

#include <algorithm>
#include <utility>

#include "consumers/reconciler/node_bytes.h"
#include "consumers/reconciler/row_hash.h"

namespace reconciler {

using books::TradeKey;
using events::Event;
using events::Order;
using events::Trade;

namespace {

// No event carries it: a text with a bar is no id.
constexpr std::string_view kNobody = "|";

void take_texts(books::KnownTrade& known, const Event& event) {
    const Trade& trade = std::get<Trade>(event.body);
    known.trade_no = trade.trade_no;
    known.exchange_order_id = trade.exchange_order_id;
    known.client_order_id = trade.client_order_id;
    known.action = trade.action;
    known.ref = trade.ref;
    known.exchange_time_us = event.exchange_time_us;
}

}  // namespace

// For the fold's comparison: the texts of an event at hand where it is the same execution, else
// texts that are no event's.
books::KnownTrade DayBooks::rebuilt(const TradeKey& key, uint64_t hash, const TradeState& state,
                                    const std::vector<books::Item*>& items) const {
    books::KnownTrade known;
    known.account = key.account;
    known.day = key.day;
    known.exchange = key.exchange;
    known.segment = key.segment;
    known.id = key.id;
    known.token = state.token;
    known.product = state.product;
    known.side = state.side;
    known.quantity = state.quantity;
    known.price = state.price;
    known.state = state.state;
    known.trade_no = kNobody;
    const auto ending = endings_.find(hash);
    if (ending != endings_.end()) known.settled_by = kNobody;
    const std::string text = trade_key(key);
    for (const books::Item* item : items) {
        if (item->event == nullptr || !std::holds_alternative<Trade>(item->event->body)) continue;
        const Event& event = *item->event;
        if (event.account != key.account) continue;
        const bool same_key = books::key_of(event) == key;
        if (same_key && trade_checksum(text, books::completed(event, state.quantity,
                                                              state.price)) == state.checksum) {
            take_texts(known, event);
        }
        if (ending != endings_.end() && books::referred_key_of(event) == key &&
            key_hash(event.id) == ending->second.settled_by) {
            known.settled_by = event.id;
        }
    }
    return known;
}

std::vector<books::KnownTrade> DayBooks::known(const std::vector<TradeKey>& keys,
                                               const std::vector<books::Item*>& items) const {
    std::vector<books::KnownTrade> found;
    for (const TradeKey& key : keys) {
        const uint64_t hash = key_hash(trade_key(key));
        const auto trade = trades_.find(hash);
        if (trade != trades_.end()) found.push_back(rebuilt(key, hash, trade->second, items));
    }
    return found;
}

books::KnownOrders DayBooks::known_orders(const std::vector<books::Item*>& items) const {
    books::KnownOrders known{&waiting_, {}};
    for (const books::OrderName& name : books::unnumbered_in(items)) {
        if (numbered_.contains(key_hash(name_key(name)))) known.numbered.insert(name);
    }
    return known;
}

books::KnownSums DayBooks::sums(const std::vector<books::PositionKey>& positions) const {
    books::KnownSums sums;
    for (const books::PositionKey& key : positions) {
        const books::PositionChange row{key.account, key.day, key.exchange, key.segment, key.token,
                                        key.product, {}};
        const auto found = positions_.find(key_hash(position_key(row)));
        if (found != positions_.end()) sums.emplace(key, found->second.sums);
    }
    return sums;
}

void DayBooks::forget_named(const books::OrderName& name) {
    waiting_.remove(name);
    const auto found = orders_.find(key_hash(name_key(name)));
    if (found == orders_.end() || found->second.numbered) return;  // another order's
    digest(account_of(name.account), Table::Orders).remove(found->second.checksum);
    orders_.erase(found);
}

void DayBooks::apply(const books::Posting& posting) {
    for (const books::OrderName& name : posting.named) waiting_.add(name);
    for (const books::OrderName& name : posting.numbered) forget_named(name);
    for (const books::TradeRow& row : posting.trades) add_trade(row);
    for (const books::OrderRow& row : posting.orders) apply_order(row);
    for (const auto& [name, number] : posting.borne) {
        books::OrderNameView its = name.view();
        its.client_order_id = number;
        remember_name(name, its, account_of(name.account));
    }
    for (const books::PositionChange& change : posting.positions) change_position(change);
    for (const books::EndedTrade& ended : posting.ended) {
        end_trade(ended.key, ended.state, ended.settled_by);
    }
}

DayBooks::Account DayBooks::account_of(std::string_view account) {
    std::string name{account};
    touched_.insert(name);
    return &*accounts_.try_emplace(std::move(name)).first;
}

void DayBooks::remember_name(const books::OrderName& name, const books::OrderNameView& number,
                             Account account) {
    if (name.client_order_id.empty()) return;
    numbered_.emplace(key_hash(name_key(name)), account);
    numbered_.emplace(key_hash(name_key(books::name_of(number))), account);
}

void DayBooks::apply_order(const books::OrderRow& row) {
    const std::string key = order_key(*row.event);
    const bool numbered = books::has_number(*row.event);
    const Account account = account_of(row.event->account);
    if (numbered) {
        remember_name(books::name_of(*row.event), books::number_view_of(*row.event), account);
    }
    const auto [place, fresh] = orders_.try_emplace(key_hash(key));
    OrderState& state = place->second;
    state.account = account;
    if (!fresh && row.standing <= state.standing) return;
    Digest& all = digest(state.account, Table::Orders);
    if (!fresh) all.remove(state.checksum);
    state.standing = row.standing;
    state.numbered = numbered;
    state.checksum = order_checksum(key, row);
    all.add(state.checksum);
}

void DayBooks::add_trade(const books::TradeRow& row) {
    const Event& event = *row.event;
    const Trade& trade = std::get<Trade>(event.body);
    const TradeKey key = books::key_of(event);
    const std::string text = trade_key(key);
    TradeState state;
    state.account = account_of(event.account);
    state.quantity = trade.quantity;
    state.price = trade.price;
    state.checksum = trade_checksum(text, event);
    state.token = event.token;
    state.product = event.product;
    state.side = trade.side;
    digest(state.account, Table::Trades).add(state.checksum);
    trades_.insert_or_assign(key_hash(text), state);
    if (row.state != books::TradeState::Live) end_trade(key, row.state, row.settled_by);
}

void DayBooks::end_trade(const TradeKey& key, books::TradeState state,
                         std::string_view settled_by) {
    const std::string text = trade_key(key);
    const uint64_t hash = key_hash(text);
    TradeState& trade = trades_.at(hash);
    trade.state = state;
    const Ending ending{key_hash(settled_by), ending_checksum(text, state, settled_by)};
    endings_.insert_or_assign(hash, ending);
    digest(account_of(key.account), Table::Endings).add(ending.checksum);
}

// Rows without any sum are left out on both sides: what the day began with is not the record's.
void DayBooks::change_position(const books::PositionChange& change) {
    const std::string key = position_key(change);
    PositionState& state = positions_[key_hash(key)];
    state.account = account_of(change.account);
    Digest& all = digest(state.account, Table::Positions);
    if (state.sums != books::Sums{}) all.remove(state.checksum);
    state.sums.buy_quantity += change.change.buy_quantity;
    state.sums.buy_value += change.change.buy_value;
    state.sums.sell_quantity += change.change.sell_quantity;
    state.sums.sell_value += change.change.sell_value;
    state.checksum = position_checksum(key, state.sums);
    if (state.sums != books::Sums{}) all.add(state.checksum);
}

Digests DayBooks::digests(const std::string& account) const {
    const auto found = accounts_.find(account);
    return found == accounts_.end() ? Digests{} : found->second;
}

std::map<uint64_t, uint32_t> DayBooks::rows(Table table, const std::string& account) const {
    std::map<uint64_t, uint32_t> found;
    const auto is_its = [&](const auto& row) { return row.second.account->first == account; };
    if (table == Table::Positions) {
        for (const auto& row : positions_) {
            if (is_its(row) && row.second.sums != books::Sums{}) {
                found.emplace(row.first, row.second.checksum);
            }
        }
    } else if (table == Table::Orders) {
        for (const auto& row : orders_) {
            if (is_its(row)) found.emplace(row.first, row.second.checksum);
        }
    } else if (table == Table::Trades) {
        for (const auto& row : trades_) {
            if (is_its(row)) found.emplace(row.first, row.second.checksum);
        }
    } else {
        for (const auto& [hash, ending] : endings_) {
            if (is_its(*trades_.find(hash))) found.emplace(hash, ending.checksum);
        }
    }
    return found;
}

void DayBooks::keep(const Share& share) {
    const auto is_foreign = [&](const auto& row) { return !share.has(row.second.account->first); };
    // An ending knows its account by its trade.
    std::erase_if(endings_, [&](const auto& row) { return is_foreign(*trades_.find(row.first)); });
    std::erase_if(trades_, is_foreign);
    std::erase_if(orders_, is_foreign);
    std::erase_if(positions_, is_foreign);
    std::erase_if(numbered_, [&](const auto& row) { return !share.has(row.second->first); });
    waiting_.keep_if([&](const books::OrderName& name) { return share.has(name.account); });
    std::erase_if(touched_, [&](const std::string& name) { return !share.has(name); });
    std::erase_if(accounts_, [&](const auto& row) { return !share.has(row.first); });
    const auto shrink = [](auto&... tables) { (tables.rehash(0), ...); };
    shrink(endings_, trades_, orders_, positions_, numbered_);
}

size_t DayBooks::bytes() const {
    constexpr size_t kTreeNode = 32;
    constexpr size_t kLongName = allocated_bytes(17);
    constexpr size_t kAccount =
        allocated_bytes(kTreeNode + sizeof(decltype(accounts_)::value_type)) + kLongName;
    constexpr size_t kTouched = allocated_bytes(kTreeNode + sizeof(std::string)) + kLongName;
    constexpr size_t kWaiting = 256;  // two texts, and what finds them
    return node_bytes(numbered_) + node_bytes(orders_) + node_bytes(trades_) +
           node_bytes(endings_) + node_bytes(positions_) + accounts_.size() * kAccount +
           touched_.size() * kTouched + waiting_.size() * kWaiting;
}

}  // namespace reconciler
