#include "test/hostile/hostile_world.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

namespace hostile {

using account::PositionKey;
using base::MonoTime;
using exits::Exit;

namespace {

constexpr uint32_t kDay = 20261128;
constexpr size_t kPositionsMax = 40;  // of one account
constexpr int64_t kLookAgainUs =
    4'000'000;  // an account where something is out is looked at every 3 s

}  // namespace

World::World(uint64_t seed, Honesty honesty)
    : random_{seed}, exchange_{random_, honesty}, judge_{honesty} {
    dialect_.status_requests = chance(80);
    plays_days_ = chance(60);
    open_day_ = exchange_next_ = kDay;
    exchange_.begin_date(kDay);
    for (const char* name : {"A1", "A2"}) {
        Customer& customer = customers_[name];
        customer.books.account = name;
        for (int i = 0; i < 3; ++i) position_comes(customer);
    }
    start_gateway();
}

void World::note(const std::string& what) const {
    if (traced_) std::fprintf(stderr, "%10" PRId64 " %s\n", now_us_ / 1'000, what.c_str());
}

void World::note_row(const std::string& id, const char* what) const {
    if (!traced_) return;
    const auto found = rows_.find(id);
    if (found == rows_.end()) return note(id + " " + what);
    const Exit& row = found->second;
    note(id + " " + row.account + " " + what + " " + std::string{events::name_of(row.state)} +
         " token " + std::to_string(row.key.instrument.token) + " quantity " +
         std::to_string(row.quantity) + " heard " + std::to_string(row.heard) + " filled " +
         std::to_string(row.filled));
}

World::Customer& World::any_customer() { return customers_.at(chance(60) ? "A1" : "A2"); }

// Each in an instrument of its own, so that no trade of the main site is on its way while we exit;
// some with an order of the main site that still rests at the exchange.
void World::position_comes(Customer& customer) {
    account::View& books = customer.books;
    if (books.positions.size() >= kPositionsMax) return;
    account::Instrument one;
    const auto number = static_cast<uint32_t>(instruments_.size() + 1);
    one.key = {events::Exchange::Nse, events::Segment::Fo, number};
    one.lot = number % 3 == 1 ? 1 : 25;
    one.tick = 500;
    one.freeze_quantity = number % 3 == 0 ? 100 : 0;
    one.last_price = 1'000'000;
    instruments_.emplace(one.key, one);
    account::Position position;
    position.key = {one.key, events::Product::Nrml};
    position.net = position.open_quantity = one.lot * pick(-12, 12);
    judge_.opened({books.account, position.key}, position.net);
    books.positions.push_back(position);
    if (plays_days_ || !chance(40)) return;  // an order of theirs is not carried over a night
    const events::Side side = chance(50) ? events::Side::Buy : events::Side::Sell;
    books.orders.push_back(exchange_.rest(books.account, position.key, side, one.lot * pick(1, 6)));
}

void World::change_site() {
    ++fences_;
    site_.active = !site_.active;
    if (site_.active) ++site_.epoch;
    judge_.site(site_.active, site_.epoch, now_us_);
    note("site epoch " + std::to_string(site_.epoch) + (site_.active ? " active" : " fenced off"));
    for (const auto& [name, customer] : customers_) agenda_.urgent(name, now_us_);
}

bool World::books_take() {
    const auto fact = exchange_.fact(now_us_);
    others_are_told();
    if (!fact) return false;
    account::View& books = customers_.at(fact->account).books;
    judge_.booked(fact->order, now_us_);
    note("books: " + fact->order.client_order_id + " " +
         std::string{events::name_of(fact->order.state)} + " filled " +
         std::to_string(fact->order.filled));
    customers_.at(fact->account).changes[fact->order.key][fact->order.day] +=
        fact->order.side == events::Side::Buy ? fact->traded : -fact->traded;
    if (chance(70)) agenda_.news({books.account, "", 0}, now_us_);
    for (account::Order& order : books.orders) {
        if (order.exchange_order_id != fact->order.exchange_order_id) continue;
        if (order.day != fact->order.day) continue;
        order = fact->order;
        return true;
    }
    books.orders.push_back(fact->order);
    return true;
}

// All parts work, nobody says anything, and time goes by.
void World::everybody_works(int64_t for_us) {
    for (const int64_t until_us = now_us_ + for_us; now_us_ < until_us; now_us_ += 20'000) {
        act();
        while (!marker_.empty() || !waiting_.empty() || !questions_.empty()) {
            marker_works();
            recorder_works();
            act();
        }
        look_is_due();
        act();
    }
}

void World::time_passes() {
    now_us_ += pick(0, 10'000);
    if (chance(1) && chance(20)) everybody_works(pick(0, 20'000'000));
}

void World::calm_down() {
    constexpr int kQuietRounds =
        420;  // of half a second: longer than any drop copy lags, and doubt
    for (int round = 0; round < kQuietRounds; ++round) {
        log_on();
        everybody_works(500'000);
        while (!wire_.empty()) wire_carries();
        while (answer_arrives()) act();
        while (books_take()) act();
    }
    everybody_works(kLookAgainUs);
    check_ends();
}

void World::check_ends() {
    for (const auto& [name, customer] : customers_) {
        for (const account::Order& order : customer.books.orders) {
            if (!events::is_final(order.state)) continue;
            const auto row = rows_.find(order.client_order_id);
            if (row == rows_.end() || row->second.ended_us != 0) continue;
            // Given to a day that nobody looks at: it ends with its own.
            if (order.day < row->second.day || order.day > open_day_) continue;
            fail(order.client_order_id + ": ended in the books, and still " +
                 std::string{events::name_of(row->second.state)});
        }
    }
}

void World::step() {
    time_passes();
    day_moves();
    switch (pick(0, 21)) {
        case 0:
            if (chance(30)) command_arrives();
            if (chance(10)) position_comes(any_customer());
            break;
        case 1:
        case 2:
            begin_look();
            break;
        case 3:
        case 4:
            commit_look();
            break;
        case 5:
        case 6:
            marker_works();
            break;
        case 7:
        case 8:
        case 9:
            recorder_works();
            break;
        case 10:
        case 11:
            wire_carries();
            break;
        case 12:
            if (chance(30)) exchange_.moves(now_us_);
            break;
        case 13:
        case 14:
            if (chance(60)) exchange_.contradicts();
            break;
        case 15:
        case 16:
        case 17:
            answer_arrives();
            break;
        case 18:
            if (!logged_on_ || chance(10)) log_on();
            break;
        case 19:
            if (chance(1)) chance(50) ? crash() : log_out();
            break;
        case 20:
            if (chance(site_.active ? 1 : 20)) change_site();
            break;
        default:
            books_take();
    }
    act();
}

World::Counts World::counts() const {
    return {judge_.sent(),        exchange_.fills(), contradictions_, processes_ - 1,
            exchange_.refusals(), fences_,           days_opened_};
}

}  // namespace hostile
