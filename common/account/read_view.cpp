#include "common/account/read_view.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <tuple>
#include <unordered_set>

#include "common/account/exit_rules.h"
#include "common/account/holds.h"
#include "common/account/order_rows.h"
#include "common/account/read_doubts.h"
#include "common/account/read_other_days.h"
#include "common/account/read_surplus.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/command.h"
#include "common/exits/rows.h"
#include "common/instruments/as_of.h"

namespace account {

using base::Error;
using base::Result;
using db::Columns;
using db::Row;

namespace {

std::string where_accounts(const std::vector<std::string>& accounts, uint32_t day) {
    return " WHERE account IN " + db::text_list(accounts) + " AND day=" + std::to_string(day);
}

Position read_position(Columns& columns) {
    Position position;
    position.key = read_key(columns);
    position.open_quantity = columns.integer();
    position.open_value = columns.integer();
    position.buy_quantity = columns.integer();
    position.buy_value = columns.integer();
    position.sell_quantity = columns.integer();
    position.sell_value = columns.integer();
    position.net = position.open_quantity + position.buy_quantity - position.sell_quantity;
    return position;
}

// Runs a SELECT whose first column is the account; hands each row to the view it belongs to.
template <class Take>
base::Status each_row(db::Session& session, const std::string& sql,
                      std::map<std::string, View*>& by_account, const Take& take) {
    const auto rows = session.query(sql);
    if (!rows.ok()) return rows.error();
    for (const Row& row : rows.value()) {
        Columns columns{row};
        if (View* view = by_account[columns.text()]) take(*view, columns);
    }
    return base::Unit{};
}

constexpr const char* kPositions =
    "SELECT account,exchange+0,segment+0,token,product+0,open_quantity,open_value,buy_quantity,"
    "buy_value,sell_quantity,sell_value FROM positions";
// Ours, because what became of them is read here.
constexpr const char* kLiveOrOurs = "(state+0<=4 OR client_order_id LIKE 'BX%')";

std::string select_orders() { return std::string{"SELECT "} + kOrderColumns + " FROM orders"; }

// Orders that have filled more than their trades come to, by how much; and, below zero, those whose
// trades come to more than was ordered; those that bear an id of ours read_surplus adds up. A trade
// that names another number of the order than the books do counts by the client order id; of an
// order of ours those of earlier days, too: it may have filled on both sides of midnight.
std::string select_unbooked(const std::string& where) {
    return "SELECT o.account,o.exchange+0,o.segment+0,o.token,o.product+0,o.side+0,"
           "o.exchange_time_us,IF(o.filled>COALESCE(t.quantity,0),o.filled-GREATEST("
           "COALESCE(t.quantity,0),(SELECT COALESCE(SUM(c.quantity),0) FROM trades c WHERE "
           "c.account=o.account AND (c.day=o.day OR o.client_order_id LIKE 'BX%' AND c.day<o.day) "
           "AND c.exchange=o.exchange AND c.segment=o.segment AND c.state='live' AND "
           "c.client_order_id=o.client_order_id AND "
           "o.client_order_id<>'')),GREATEST(o.quantity,o.filled,t.own)-t.quantity) AS missing "
           "FROM "
           "(SELECT account,day,exchange,segment,exchange_order_id,client_order_id,token,product,"
           "side,quantity,filled,exchange_time_us FROM orders" +
           where +
           " AND filled>0) o LEFT JOIN (SELECT account,exchange,segment,exchange_order_id,"
           "SUM(quantity) AS quantity,SUM(IF(client_order_id LIKE 'BX%',quantity,0)) AS own FROM "
           "trades" +
           where +
           " AND state='live' GROUP BY account,exchange,segment,exchange_order_id) t ON "
           "t.account=o.account AND t.exchange=o.exchange AND t.segment=o.segment AND "
           "t.exchange_order_id=o.exchange_order_id WHERE o.filled>COALESCE(t.quantity,0) OR "
           "(o.quantity>0 AND t.quantity>GREATEST(o.quantity,o.filled,t.own)) HAVING missing<>0";
}

Doubt read_unbooked(Columns& columns) {
    const PositionKey key = read_key(columns);
    Doubt doubt{Doubt::Kind::Unbooked, {}};
    doubt.event.kind = "trade";
    doubt.event.action = "new";
    doubt.event.exchange = key.instrument.exchange;
    doubt.event.segment = key.instrument.segment;
    doubt.event.token = key.instrument.token;
    doubt.event.product = key.product;
    const auto side = columns.choice<events::Side>();
    doubt.since_us = columns.integer();
    // A trade that stands there twice may be busted, which is a trade of the other side.
    const int64_t missing = columns.integer();
    doubt.event.side = missing > 0 ? side : opposite(side);
    doubt.event.quantity = std::abs(missing);
    return doubt;
}

// An order of the books that is one of ours by its id, and the row that it was sent from.
void take_stray(View& view, const Order& order, const std::map<std::string, exits::Exit>& sent) {
    const auto row = sent.find(order.client_order_id);
    if (row != sent.end() && row->second.account == view.account) {
        const bool ended_so = events::is_final(order.state) && row->second.filled >= order.filled;
        if (!ended_so) view.own.push_back(row->second);
        return;
    }
    view.doubts.push_back(stray(order));
    if (row != sent.end()) view.strays.push_back(row->second);
}

// Orders of the books that none of the rows at hand explains: mostly those of commands that are
// over, and with those there is nothing the matter where they ended as the books have them.
base::Status read_strays(db::Session& session, std::map<std::string, View*>& by_account) {
    std::vector<std::string> ids;
    std::vector<std::pair<View*, const Order*>> orders;
    for (const auto& [account, view] : by_account) {
        if (view == nullptr) continue;
        std::unordered_set<std::string_view> at_hand;
        for (const exits::Exit& own : view->own) at_hand.insert(own.client_order_id);
        for (const Order& order : view->orders) {
            const bool counts = order.filled > 0 || !events::is_final(order.state);
            if (!events::is_own(order.client_order_id) || !counts) continue;
            if (at_hand.contains(order.client_order_id)) continue;
            ids.push_back(order.client_order_id);
            orders.emplace_back(view, &order);
        }
    }
    if (ids.empty()) return base::Unit{};
    const auto rows =
        session.query(exits::select(" WHERE client_order_id IN " + db::text_list(ids)));
    if (!rows.ok()) return rows.error();
    std::map<std::string, exits::Exit> sent;
    for (const Row& row : rows.value()) {
        Columns columns{row};
        exits::Exit one = exits::read(columns);
        sent.emplace(one.client_order_id, std::move(one));
    }
    for (const auto& [view, order] : orders) take_stray(*view, *order, sent);
    return base::Unit{};
}

using Place = std::tuple<events::Exchange, events::Segment, std::string_view>;

Place place(const PositionKey& key, const std::string& order_id) {
    return {key.instrument.exchange, key.instrument.segment, order_id};
}

// Cancels without an end whose order is not among those of the view.
void add_cancels_of_others(const View& view, std::vector<const exits::Exit*>& cancels) {
    std::set<Place> at_hand;
    for (const Order& order : view.orders) {
        at_hand.insert(place(order.key, order.exchange_order_id));
        at_hand.insert(place(order.key, order.client_order_id));
    }
    for (const exits::Exit& own : view.own) {
        if (!own.is_cancel() || own.ended_us != 0 || own.day != view.day) continue;
        const std::string& target =
            own.target_had_no_number() ? own.target_client_order_id : own.target_exchange_order_id;
        if (!at_hand.contains(place(own.key, target))) cancels.push_back(&own);
    }
}

// Orders that our cancels without an end aim at, and that do not live any more.
base::Status read_ended_targets(db::Session& session, const std::string& where,
                                std::map<std::string, View*>& by_account) {
    constexpr size_t kAtOnce = 1'000;  // of one statement
    std::vector<const exits::Exit*> cancels;
    for (const auto& [account, view] : by_account) {
        if (view != nullptr) add_cancels_of_others(*view, cancels);
    }
    for (size_t at = 0; at < cancels.size(); at += kAtOnce) {
        const auto begin = cancels.begin() + static_cast<ptrdiff_t>(at);
        const auto end = begin + static_cast<ptrdiff_t>(std::min(kAtOnce, cancels.size() - at));
        const std::string others =
            std::string{" AND NOT "} + kLiveOrOurs + " AND " + exits::is_target({begin, end});
        auto done = each_row(
            session, select_orders() + where + others, by_account,
            [](View& view, Columns& columns) { view.orders.push_back(read_order(columns)); });
        if (!done.ok()) return done;
    }
    return base::Unit{};
}

base::Status fill_views(db::Session& session, const std::vector<std::string>& accounts,
                        uint32_t day, DayIs day_is, std::map<std::string, View*>& by_account) {
    const std::string where = where_accounts(accounts, day);
    auto done = each_row(
        session, "SELECT account FROM customers WHERE account IN " + db::text_list(accounts),
        by_account, [](View& view, Columns&) { view.known = true; });
    if (!done.ok()) return done;
    done = each_row(session, kPositions + where, by_account, [](View& view, Columns& columns) {
        view.positions.push_back(read_position(columns));
    });
    if (!done.ok()) return done;
    done =
        each_row(session, select_orders() + where + " AND " + kLiveOrOurs, by_account,
                 [](View& view, Columns& columns) { view.orders.push_back(read_order(columns)); });
    if (!done.ok()) return done;
    const std::string open =
        " AND (ended_us=0 OR command_id IN (SELECT id FROM commands" + where + " AND ended_us=0))";
    const auto rows = session.query(exits::select(where + open));
    if (!rows.ok()) return rows.error();
    for (const Row& row : rows.value()) {
        Columns columns{row};
        exits::Exit own = exits::read(columns);
        if (View* view = by_account[own.account]) view->own.push_back(std::move(own));
    }
    if (day_is != DayIs::Past) done = read_other_rows(session, accounts, day, by_account);
    if (!done.ok()) return done;
    done = read_elsewhere(session, day, day_is, by_account);
    if (!done.ok()) return done;
    done = read_ended_targets(session, where, by_account);
    if (!done.ok()) return done;
    done = each_row(session, select_unbooked(where), by_account, [](View& view, Columns& columns) {
        view.doubts.push_back(read_unbooked(columns));
    });
    if (!done.ok()) return done;
    done = read_surplus(session, accounts, day, by_account);
    if (!done.ok()) return done;
    return read_strays(session, by_account);
}

// By exchange and segment: with tuples of all three columns, MariaDB reads the whole table.
std::string where_instruments(const std::set<InstrumentKey>& keys) {
    std::string sql;
    const InstrumentKey* last = nullptr;
    for (const InstrumentKey& key : keys) {
        const bool same =
            last != nullptr && key.exchange == last->exchange && key.segment == last->segment;
        if (!same) {
            if (last != nullptr) sql.append(")) OR ");
            sql.append("(i.exchange='").append(events::name_of(key.exchange));
            sql.append("' AND i.segment='").append(events::name_of(key.segment));
            sql.append("' AND i.token IN (");
        } else {
            sql.push_back(',');
        }
        db::append_integer(sql, key.token);
        last = &key;
    }
    return sql + "))";
}

Instrument read_instrument(Columns& columns) {
    Instrument one;
    one.key.exchange = columns.choice<events::Exchange>();
    one.key.segment = columns.choice<events::Segment>();
    one.key.token = columns.as<uint32_t>();
    one.symbol = columns.text();
    one.expiry = columns.as<uint32_t>();
    one.option_type = columns.choice<OptionType>();
    one.lot = columns.integer();
    one.tick = columns.integer();
    one.freeze_quantity = columns.integer();
    one.band_low = columns.integer();
    one.band_high = columns.integer();
    one.previous_close = columns.integer();
    one.last_price = columns.integer();
    one.price_is_odd = columns.flag();
    one.trade_for_trade = columns.flag();
    one.suspended = columns.flag();
    return one;
}

// Numbers that stand for nothing today: as on the day, or what they stood for last.
Status add_gone(db::Session& session, const std::set<InstrumentKey>& gone, uint32_t day,
                Instruments& instruments) {
    const auto rows = session.query(
        "SELECT exchange+0,segment+0,token,symbol,expiry,option_type+0,lot,tick,freeze_quantity,"
        "0,0,0,0,0,trade_for_trade,suspended,until_day FROM former_instruments i WHERE " +
        where_instruments(gone) + " ORDER BY until_day DESC");
    if (!rows.ok()) return rows.error();
    for (const Row& row : rows.value()) {
        Columns columns{row};
        const Instrument one = read_instrument(columns);
        const bool later = columns.as<uint32_t>() > day;
        const auto [place, is_new] = instruments.emplace(one.key, one);
        if (later && !is_new) place->second = one;
    }
    return Unit{};
}

}  // namespace

Result<std::vector<View>> read_views(db::Session& session, const std::vector<std::string>& accounts,
                                     uint32_t day, DayIs day_is) {
    std::vector<View> views(accounts.size());
    if (accounts.empty()) return views;
    std::map<std::string, View*> by_account;
    for (size_t i = 0; i < accounts.size(); ++i) {
        views[i].account = accounts[i];
        views[i].day = day;
        by_account[accounts[i]] = &views[i];
    }
    const base::Status filled = fill_views(session, accounts, day, day_is, by_account);
    if (!filled.ok()) return filled.error();
    auto doubts = read_doubts(session, accounts, day);
    if (!doubts.ok()) return doubts.error();
    for (auto& [account, some] : doubts.value()) {
        if (View* view = by_account[account]) {
            std::ranges::move(some, std::back_inserter(view->doubts));
        }
    }
    for (View& view : views) {
        std::ranges::move(misplaced(view.own, view.orders), std::back_inserter(view.doubts));
    }
    return views;
}

std::set<InstrumentKey> instruments_of(const std::vector<View>& views) {
    std::set<InstrumentKey> keys;
    for (const View& view : views) {
        for (const Position& position : view.positions) keys.insert(position.key.instrument);
        for (const Order& order : view.orders) keys.insert(order.key.instrument);
    }
    return keys;
}

Result<Instruments> read_instruments(db::Session& session, const std::set<InstrumentKey>& keys,
                                     uint32_t day) {
    Instruments instruments;
    if (keys.empty()) return instruments;
    const auto former = session.query(instruments::select_any_former(day));
    if (!former.ok()) return former.error();
    // A price of yesterday's session would make a limit of today's exit: older than this it is
    // none. What a number stood for before has no price and no band: those are its new owner's.
    const std::string sql =
        "SELECT i.exchange+0,i.segment+0,i.token,COALESCE(f.symbol,i.symbol),"
        "COALESCE(f.expiry,i.expiry),COALESCE(f.option_type,i.option_type)+0,"
        "COALESCE(f.lot,i.lot),COALESCE(f.tick,i.tick),"
        "COALESCE(f.freeze_quantity,i.freeze_quantity),IF(f.token IS NULL,band_low,0),"
        "IF(f.token IS NULL,band_high,0),IF(f.token IS NULL,previous_close,0),"
        "IF(f.token IS NULL,COALESCE(p.last,last_price),0),"
        "f.token IS NULL AND COALESCE(p.last<=0,last_price<0),"
        "COALESCE(f.trade_for_trade,i.trade_for_trade),COALESCE(f.suspended,i.suspended) "
        "FROM instruments i" +
        (former.value().empty() ? instruments::join_no_former() : instruments::join_former(day)) +
        " LEFT JOIN prices p ON p.exchange=i.exchange AND p.segment=i.segment AND p.token=i.token "
        "AND p.at_us>(UNIX_TIMESTAMP()-43200)*1000000 WHERE ";
    const auto rows = session.query(sql + where_instruments(keys));
    if (!rows.ok()) return rows.error();
    for (const Row& row : rows.value()) {
        Columns columns{row};
        const Instrument one = read_instrument(columns);
        instruments.emplace(one.key, one);
    }
    std::set<InstrumentKey> gone = keys;
    std::erase_if(gone, [&](const InstrumentKey& key) { return instruments.contains(key); });
    if (gone.empty() || day == instruments::kNow) return instruments;
    const Status added = add_gone(session, gone, day, instruments);
    if (!added.ok()) return added.error();
    return instruments;
}

Result<std::vector<Protection>> read_protections(db::Session& session) {
    const auto rows = session.query(
        "SELECT segment+0,kind+0,price_below,basis_points,least FROM protections "
        "ORDER BY segment,kind,`rank`");
    if (!rows.ok()) return rows.error();
    std::vector<Protection> protections;
    for (const Row& row : rows.value()) {
        Columns columns{row};
        Protection line;
        line.segment = columns.choice<events::Segment>();
        line.kind = columns.choice<Protection::Kind>();
        line.price_below = columns.integer();
        line.basis_points = columns.integer();
        line.least = columns.integer();
        protections.push_back(line);
    }
    return protections;
}

}  // namespace account
