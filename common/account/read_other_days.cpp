#include "common/account/read_other_days.h"

#include <algorithm>
#include <unordered_set>

#include "common/account/order_rows.h"
#include "common/db/literal.h"
#include "common/exits/rows.h"

namespace account {

using base::Status;
using base::Unit;
using db::Columns;
using exits::Exit;

namespace {

// What one view wants to know of other days: its own orders that its books do not have, or have
// alive, and from which day on. Of those of the open day only what its gateway has called dead and
// the day's books do not know: they may have it under the date before.
struct Wanted {
    std::vector<std::string> ids;
    uint32_t from = 0;
};

Wanted wanted_of(const View& view, DayIs day_is) {
    std::unordered_set<std::string_view> ended;
    std::unordered_set<std::string_view> known;
    for (const Order& order : view.orders) {
        known.insert(order.client_order_id);
        if (events::is_final(order.state)) ended.insert(order.client_order_id);
    }
    Wanted wanted{{}, view.day};
    for (const Exit& own : view.own) {
        const bool dead = exits::is_final(own.state) && !known.contains(own.client_order_id);
        const bool here = own.day == view.day && day_is == DayIs::Open && !dead;
        if (own.is_cancel() || here || ended.contains(own.client_order_id)) continue;
        wanted.ids.push_back(own.client_order_id);
        wanted.from = std::min(wanted.from, own.day);
    }
    return wanted;
}

// The key of `orders` begins with account and day: each account is a range of its own. A day that
// was opened before the exchange has begun it has its orders under the date before.
std::string select_orders(const View& view, const Wanted& wanted, DayIs day_is) {
    const std::string from = std::to_string(wanted.from);
    std::string sql = std::string{"SELECT "} + kOrderColumns +
                      ",day FROM orders WHERE account=" + db::literal(view.account) +
                      " AND day>=COALESCE((SELECT day FROM days_opened WHERE day<" + from +
                      " ORDER BY id DESC LIMIT 1)," + from + ") AND day<>" +
                      std::to_string(view.day);
    if (day_is == DayIs::Open) sql += " AND day<" + std::to_string(view.day);
    return sql + " AND client_order_id IN " + db::text_list(wanted.ids) + " ORDER BY day";
}

Status read_orders(db::Session& session, View& view, DayIs day_is) {
    const Wanted wanted = wanted_of(view, day_is);
    if (wanted.ids.empty()) return Unit{};
    const auto rows = session.query(select_orders(view, wanted, day_is));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        columns.text();  // the account
        Order order = read_order(columns);
        order.day = columns.as<uint32_t>();
        take_elsewhere(view, std::move(order));
    }
    return Unit{};
}

void count_fill(View& view, const Order& order, int64_t quantity) {
    for (Position& position : view.positions) {
        if (position.key != order.key) continue;
        position.net += order.side == events::Side::Buy ? quantity : -quantity;
    }
}

}  // namespace

Status read_other_rows(db::Session& session, const std::vector<std::string>& accounts, uint32_t day,
                       std::map<std::string, View*>& by_account) {
    const auto rows = session.query(exits::select_open_elsewhere(accounts, day));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        Exit own = exits::read(columns);
        if (View* view = by_account[own.account]) view->own.push_back(std::move(own));
    }
    return Unit{};
}

void take_elsewhere(View& view, Order order) {
    const bool later_day = order.day > view.day;
    const auto is_same = [&](const Order& one) {
        return one.client_order_id == order.client_order_id;
    };
    const auto here = std::ranges::find_if(view.orders, is_same);
    if (!later_day && here != view.orders.end()) return;  // the view's day has the later word
    const auto before = std::ranges::find_if(view.elsewhere, is_same);
    int64_t counted = 0;
    if (here != view.orders.end()) counted = here->filled;
    if (before != view.elsewhere.end()) counted = std::max(counted, before->filled);
    if (later_day) count_fill(view, order, std::max<int64_t>(0, order.filled - counted));
    if (here != view.orders.end()) view.orders.erase(here);
    if (before != view.elsewhere.end()) view.elsewhere.erase(before);
    view.elsewhere.push_back(std::move(order));
}

Status read_elsewhere(db::Session& session, uint32_t day, DayIs day_is,
                      std::map<std::string, View*>& by_account) {
    uint32_t from = day;
    for (const auto& [account, view] : by_account) {
        if (view == nullptr) continue;
        if (Status done = read_orders(session, *view, day_is); !done.ok()) return done;
        for (const Exit& own : view->own) from = std::min(from, own.day);
    }
    if (from == day && day_is == DayIs::Open) return Unit{};
    const auto rows = session.query("SELECT day,MAX(ends_us) FROM days_opened WHERE day>=" +
                                    std::to_string(from) + " GROUP BY day");
    if (!rows.ok()) return rows.error();
    std::map<uint32_t, int64_t> days;
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        const auto one = columns.as<uint32_t>();
        days[one] = columns.integer();
    }
    for (const auto& [account, view] : by_account) {
        if (view != nullptr) view->days = days;
    }
    return Unit{};
}

}  // namespace account
