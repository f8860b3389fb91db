#include <algorithm>

#include "test/hostile/hostile_world.h"

// The days of the world: the site's, which people open, and the exchange's, which it begins itself.
namespace hostile {

namespace {

constexpr int64_t kMinuteUs = 60'000'000;
// An order lives no longer than this behind its day (exits::kDayOverUs), whatever is told of it.
constexpr int64_t kAfterUs = 14 * kMinuteUs;

}  // namespace

void World::day_moves() {
    if (!plays_days_) return;
    if (exchange_ends_us_ != 0 && now_us_ >= exchange_ends_us_) exchange_day_ends();
    if (mistaken_) {
        if (chance(1)) take_back();
        return;
    }
    if (now_us_ < day_ends_us_) {
        if (exchange_ends_us_ == 0 && pick(1, 400) == 1) end_day();
        if (pick(1, 900) == 1) open_by_mistake();
        return;
    }
    if (pick(1, 40) == 1) hours_pass(pick(0, 12 * kMinuteUs));
    if (pick(1, 80) == 1) next_day();
}

void World::end_day() {
    day_ends_us_ = now_us_;
    days_[open_day_] = std::max(days_[open_day_], now_us_);
    judge_.day_ended(open_day_, now_us_);
    exchange_ends_us_ = now_us_ + pick(5'000'000, kAfterUs);
    if (chance(50)) exchange_.begin_date(open_day_ + 1);  // what fills from now on is dated so
    note("day " + std::to_string(open_day_) + " is over");
}

// What is on its way to it comes into its old day, or nowhere.
void World::exchange_day_ends() {
    exchange_ends_us_ = 0;
    while (!wire_.empty()) wire_carries();
    exchange_.end_all(now_us_);
    exchange_.begin_date(std::max(exchange_.date(), exchange_next_));
    note("the exchange's day is over");
}

void World::next_day() {
    ++open_day_;
    ++days_opened_;
    exchange_next_ = open_day_;
    if (exchange_ends_us_ == 0) exchange_.begin_date(open_day_);
    day_ends_us_ = kNeverUs;
    note("day " + std::to_string(open_day_) + " is open");
    for (const auto& [name, customer] : customers_) agenda_.urgent(name, now_us_);
}

// The wrong date, and drills: what has been opened so stays in the table.
void World::open_by_mistake() {
    for (uint32_t day = open_day_ + 50; day < open_day_ + 53; ++day) days_[day] = now_us_;
    if (chance(50)) return;
    mistaken_ = true;
    ++open_day_;
    days_[open_day_] = std::max(days_[open_day_], now_us_ + 60 * kMinuteUs);
    note("day " + std::to_string(open_day_) + " is opened by mistake");
    for (const auto& [name, customer] : customers_) agenda_.urgent(name, now_us_);
}

void World::take_back() {
    mistaken_ = false;
    --open_day_;
    note("day " + std::to_string(open_day_) + " is open again");
    for (const auto& [name, customer] : customers_) agenda_.urgent(name, now_us_);
}

// Nobody here does anything meanwhile.
void World::hours_pass(int64_t for_us) {
    const int64_t until_us = now_us_ + for_us;
    if (exchange_ends_us_ != 0 && exchange_ends_us_ <= until_us) {
        now_us_ = std::max(now_us_, exchange_ends_us_);
        exchange_day_ends();
    }
    now_us_ = std::max(now_us_, until_us);
}

// How far the books have come, as other customers' events of the same source tell.
void World::others_are_told() {
    if (!chance(20)) return;
    told_us_ = std::max(told_us_, exchange_.told_until_us(now_us_));
    judge_.told_until(told_us_);
}

// As mark_rows asks it.
Site World::site_of(const exits::Exit& row) const {
    Site site = site_;
    site.day_is_over = now_us_ >= day_ends_us_ || row.day != open_day_;
    return site;
}

account::View World::view_of(const Customer& customer, uint32_t day, account::DayIs day_is) const {
    account::View view;
    view.account = customer.books.account;
    view.known = true;
    view.day = day;
    view.days = days_;
    view.positions = customer.books.positions;
    for (account::Position& position : view.positions) {
        const auto changes = customer.changes.find(position.key);
        if (changes == customer.changes.end()) continue;
        for (const auto& [of_day, change] : changes->second) {
            if (of_day <= day) position.net += change;  // brought forward
        }
    }
    for (const account::Order& order : customer.books.orders) {
        if (order.day == day) view.orders.push_back(order);
    }
    add_own(customer, day_is, view);
    add_elsewhere(customer, day_is, view);
    return view;
}

// Orders of ours that have not ended, and those of open commands.
void World::add_own(const Customer& customer, account::DayIs day_is, account::View& view) const {
    for (const auto& [id, row] : rows_) {
        if (row.account != view.account) continue;
        const bool is_of_day = row.day == view.day;
        const bool of_open =
            is_of_day && std::ranges::any_of(customer.commands, [&](const auto& state) {
                return state.command.id == row.command_id;
            });
        const bool is_open = row.ended_us == 0 && (is_of_day || day_is != account::DayIs::Past);
        if (of_open || is_open) view.own.push_back(row);
    }
}

// As account::read_elsewhere.
void World::add_elsewhere(const Customer& customer, account::DayIs day_is,
                          account::View& view) const {
    std::set<std::string> wanted;
    for (const exits::Exit& own : view.own) {
        const bool dead = exits::is_final(own.state) &&
                          std::ranges::none_of(view.orders, [&](const account::Order& order) {
                              return order.client_order_id == own.client_order_id;
                          });
        const bool here = own.day == view.day && day_is == account::DayIs::Open && !dead;
        const bool ended = std::ranges::any_of(view.orders, [&](const account::Order& order) {
            return order.client_order_id == own.client_order_id && events::is_final(order.state);
        });
        if (!own.is_cancel() && !here && !ended) wanted.insert(own.client_order_id);
    }
    std::vector<account::Order> found;
    for (const account::Order& order : customer.books.orders) {
        const bool readable = day_is != account::DayIs::Open || order.day < view.day;
        if (order.day == view.day || !readable) continue;
        if (wanted.contains(order.client_order_id)) found.push_back(order);
    }
    std::ranges::stable_sort(found, {}, &account::Order::day);
    for (account::Order& order : found) account::take_elsewhere(view, std::move(order));
}

}  // namespace hostile
