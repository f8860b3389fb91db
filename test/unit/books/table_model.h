#pragma once

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "common/books/inbox.h"
#include "common/books/posting.h"
#include "common/books/sequencer.h"
#include "test/unit/books/run.h"

// The books as maps: what schemas/sql and the statements of the ledger make of a Posting, written
// once more in the simplest way. A transaction works on a copy.
struct Tables {
    using TradeId = std::tuple<std::string, uint32_t, int, int, std::string>;
    using OrderId = TradeId;
    using PositionId = std::tuple<std::string, uint32_t, int, int, uint32_t, int>;

    std::map<TradeId, books::KnownTrade> trades;
    std::map<OrderId, std::string> orders;  // the event's JSON
    std::map<OrderId, books::OrderStanding> standings;
    books::WaitingOrders waiting;  // orders without a number
    books::BorneNames borne;       // by numbered orders
    std::map<PositionId, books::Sums> positions;
    std::map<std::string, std::string> parked;  // body -> reason
    books::InboxKeys inbox;
    books::Watermarks watermarks;

    static TradeId id_of(const books::TradeKey& key) {
        return {std::string{key.account}, key.day, static_cast<int>(key.exchange),
                static_cast<int>(key.segment), std::string{key.id}};
    }

    static OrderId id_of(const books::OrderName& name) {
        return {name.account, name.day, static_cast<int>(name.exchange),
                static_cast<int>(name.segment), name.client_order_id};
    }

    // `careful`: the names that the rows bear are read, too.
    [[nodiscard]] books::KnownOrders known_orders(const std::vector<books::Item*>& items,
                                                  bool careful = false) const {
        books::KnownOrders known{&waiting, {}};
        const books::OrderNames names = books::unnumbered_in(items);
        const auto belongs = [&](const books::OrderName& name) {
            if (names.contains(name)) known.numbered.insert(name);
        };
        for (const auto& [name, number] : borne) {
            belongs(name);
            belongs(with(name, number));
        }
        events::Decoder decoder{1};
        for (const auto& [id, json] : orders) {
            const events::Batch batch = decoder.decode(json, "");
            const books::OrderName name = books::name_of(batch.events.at(0));
            const books::OrderName number = with(name, std::get<4>(id));
            if (careful) known.borne.emplace(number, name.client_order_id);
            if (!books::has_number(batch.events[0]) || name.client_order_id.empty()) continue;
            belongs(name);
            belongs(number);
        }
        return known;
    }

    // Whether a row of the posting would take the place of one that bears another name.
    [[nodiscard]] bool renames(const books::Posting& posting) const {
        events::Decoder decoder{1};
        for (const books::OrderRow& row : posting.orders) {
            const auto found = orders.find(order_id(*row.event));
            if (found == orders.end()) continue;
            const events::Batch batch = decoder.decode(found->second, "");
            if (books::name_of(batch.events.at(0)) != books::name_of(*row.event)) return true;
        }
        return false;
    }

    [[nodiscard]] std::vector<books::KnownTrade> find(
        const std::vector<books::TradeKey>& keys) const {
        std::vector<books::KnownTrade> found;
        for (const auto& key : keys) {
            if (const auto row = trades.find(id_of(key)); row != trades.end()) {
                found.push_back(row->second);
            }
        }
        return found;
    }

    // False: a trade to be inserted stands there already.
    [[nodiscard]] bool write(const books::Posting& posting) {
        for (const auto& row : posting.trades) {
            if (!trades
                     .try_emplace(id_of(books::key_of(*row.event)),
                                  row_of(*row.event, row.state, std::string{row.settled_by}))
                     .second)
                return false;
        }
        for (const auto& ended : posting.ended) {
            books::KnownTrade& row = trades.at(id_of(ended.key));
            REQUIRE(row.state == books::TradeState::Live);
            row.state = ended.state;
            row.settled_by = ended.settled_by;
        }
        for (const books::OrderName& name : posting.numbered) make_room(name);
        for (const books::OrderName& name : posting.named) waiting.add(name);
        borne.insert(posting.borne.begin(), posting.borne.end());
        for (const books::OrderRow& row : posting.orders) {
            const OrderId id = order_id(*row.event);
            const auto [standing, fresh] = standings.try_emplace(id, row.standing);
            if (!fresh && row.standing <= standing->second) continue;
            standing->second = row.standing;
            orders[id] = text_of(*row.event);
        }
        for (const auto& position : posting.positions) change(position);
        for (const auto* refusal : posting.parked) {
            parked.try_emplace(refusal->text, refusal->reason);
        }
        return true;
    }

    // The rows as text, so that a difference can be read.
    [[nodiscard]] std::string dump() const {
        std::string text;
        for (const auto& [id, row] : trades) {
            text += "trade " + row.account + " " + row.id + " " + std::to_string(row.quantity) +
                    " " + std::to_string(static_cast<int>(row.state)) + " by " + row.settled_by +
                    "\n";
        }
        for (const auto& [id, json] : orders) text += "order " + json + "\n";
        for (const auto& [name, number] : borne) {
            text += "borne " + name.account + " " + name.client_order_id + " by " + number + "\n";
        }
        for (const auto& [id, sums] : positions) {
            text += "position " + std::get<0>(id) + " " + std::to_string(std::get<4>(id)) + " " +
                    std::to_string(sums.buy_quantity) + " " + std::to_string(sums.buy_value) + " " +
                    std::to_string(sums.sell_quantity) + " " + std::to_string(sums.sell_value) +
                    "\n";
        }
        for (const auto& [body, reason] : parked) text += "parked " + reason + " " + body + "\n";
        for (const auto& key : inbox) {
            text += "inbox " + key.source + " " + key.id + " " + key.content + "\n";
        }
        for (const auto& [stream, seq] : watermarks) {
            text += "watermark " + stream.source + " " + std::to_string(seq.value_or(0)) + "\n";
        }
        return text;
    }

    // The first row that only one of the two has; empty: they are the same.
    [[nodiscard]] std::string first_difference(const Tables& other) const {
        std::istringstream mine{dump()};
        std::istringstream theirs{other.dump()};
        std::string a;
        std::string b;
        while (true) {
            const bool more = static_cast<bool>(std::getline(mine, a));
            const bool more_there = static_cast<bool>(std::getline(theirs, b));
            if (!more && !more_there) return {};
            if (more != more_there || a != b) return a + "\nnot\n" + b;
        }
    }

    // `positions` must be the sums over the live trades.
    [[nodiscard]] bool positions_are_the_sums_of_live_trades() const {
        std::map<PositionId, books::Sums> sums;
        for (const auto& [id, row] : trades) {
            books::Sums& sum =
                sums[{row.account, row.day, static_cast<int>(row.exchange),
                      static_cast<int>(row.segment), row.token, static_cast<int>(row.product)}];
            if (row.state != books::TradeState::Live) continue;
            const bool buy = row.side == events::Side::Buy;
            (buy ? sum.buy_quantity : sum.sell_quantity) += row.quantity;
            (buy ? sum.buy_value : sum.sell_value) += row.quantity * row.price;
        }
        return sums == positions;
    }

  private:
    static books::OrderName with(books::OrderName name, const std::string& number) {
        name.client_order_id = number;
        return name;
    }

    // The row goes where it is the name's, and not that of an order with this number.
    void make_room(const books::OrderName& name) {
        REQUIRE(waiting.remove(name));
        const auto row = orders.find(id_of(name));
        if (row == orders.end()) return;
        events::Decoder decoder{1};
        const events::Batch batch = decoder.decode(row->second, "");
        if (books::has_number(batch.events.at(0))) return;
        orders.erase(row);
        standings.erase(id_of(name));
    }

    static OrderId order_id(const events::Event& event) {
        return {std::string{event.account}, event.day, static_cast<int>(event.exchange),
                static_cast<int>(event.segment),
                std::string{std::get<events::Order>(event.body).exchange_order_id}};
    }

    void change(const books::PositionChange& position) {
        const PositionId id{
            std::string{position.account},      position.day,   static_cast<int>(position.exchange),
            static_cast<int>(position.segment), position.token, static_cast<int>(position.product)};
        // A change that shrinks is an UPDATE: it needs its row.
        if (position.change.any_negative()) REQUIRE(positions.contains(id));
        books::Sums& sums = positions[id];
        sums.buy_quantity += position.change.buy_quantity;
        sums.buy_value += position.change.buy_value;
        sums.sell_quantity += position.change.sell_quantity;
        sums.sell_value += position.change.sell_value;
        REQUIRE_FALSE(sums.any_negative());  // the table's check
    }
};
