#include "common/carry/openings.h"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>

using carry::openings_of;
using carry::Row;

namespace {

constexpr uint32_t kTomorrow = 20260804;

Row row(const std::string& account, uint32_t token, bool is_next, const carry::Sums& sums) {
    return {account,
            is_next,
            {{events::Exchange::Nse, events::Segment::Fo, token}, events::Product::Nrml},
            sums,
            0};
}

}  // namespace

TEST_CASE("carry/openings: what is held is what the next day begins with, and nothing twice") {
    std::vector<Row> rows = {row("A1", 7, false, {75, 7'500, 0, 0, 150, 15'600}),
                             row("A1", 8, false, {0, 0, 50, 100, 50, 90}),
                             row("A2", 7, false, {0, 0, 50, 100, 0, 0})};
    const auto first = openings_of(rows, kTomorrow).value();
    REQUIRE(first.changes.size() == 2);
    CHECK(first.changes[0].account == "A1");
    CHECK(first.changes[0].quantity == -75);
    CHECK(first.changes[0].value == -8'100);
    CHECK(first.changes[1].account == "A2");
    CHECK(first.counts.accounts == 2);
    CHECK(first.counts.carried == 2);
    // The day has begun with it, and trades on.
    rows.insert(rows.begin() + 2, row("A1", 7, true, {-75, -8'100, 75, 7'000, 0, 0}));
    rows.push_back(row("A2", 7, true, {50, 100, 0, 0, 0, 0}));
    CHECK(openings_of(rows, kTomorrow).value().changes.empty());
}

TEST_CASE("carry/openings: what yesterday does not hold any more, today has not begun with") {
    const auto changes = openings_of({row("A1", 7, false, {0, 0, 50, 100, 50, 90}),
                                      row("A1", 7, true, {50, 100, 0, 0, 0, 0}),
                                      row("A2", 9, true, {25, 60, 0, 0, 25, 70})},
                                     kTomorrow)
                             .value()
                             .changes;
    REQUIRE(changes.size() == 2);
    for (const auto& change : changes) {
        CHECK(change.quantity == 0);
        CHECK(change.value == 0);
    }
    CHECK(changes[0].was_quantity == 50);
    CHECK(changes[1].was_quantity == 25);
}

TEST_CASE("carry/openings: intraday products that stayed open are named, carried or settled") {
    Row left = row("A1", 7, false, {0, 0, 0, 0, 75, 7'500});
    left.key.product = events::Product::Mis;
    Row shares = left;
    shares.key.instrument.segment = events::Segment::Cm;
    const auto found = openings_of({left, shares}, kTomorrow).value();
    CHECK(found.counts.left_open == 2);
    CHECK(found.counts.carried == 1);
    CHECK(found.counts.settled == 1);
    REQUIRE(found.left_open.size() == 2);
    CHECK(found.left_open[0].account == "A1");
    CHECK(found.left_open[0].held.quantity == -75);
    CHECK(found.changes.size() == 1);
}

TEST_CASE("carry/openings: a value that does not fit names its account") {
    const auto found = openings_of({row("A1", 7, false, {1, INT64_MAX, 1, 1, 0, 0})}, kTomorrow);
    REQUIRE_FALSE(found.ok());
    CHECK(found.error().what.find("A1") != std::string::npos);
}

namespace {

using Key = std::pair<std::string, uint32_t>;

// Three accounts that trade for some days, whose books are brought forward each night.
struct Nights {
    std::mt19937 random{11};
    std::map<Key, int64_t> all;  // of all trades of all days
    std::map<Key, carry::Sums> today;

    int64_t pick(int64_t low, int64_t high) {
        return std::uniform_int_distribution<int64_t>{low, high}(random);
    }
    void trade() {
        const Key key{"A" + std::to_string(pick(1, 3)), static_cast<uint32_t>(pick(1, 5))};
        const int64_t quantity = pick(1, 9);
        const int64_t value = quantity * pick(90, 110);
        carry::Sums& sums = today[key];
        const bool buys = pick(0, 1) == 0;
        (buys ? sums.buy_quantity : sums.sell_quantity) += quantity;
        (buys ? sums.buy_value : sums.sell_value) += value;
        all[key] += buys ? quantity : -quantity;
    }
    // With rows of the next day that a broken run may have left.
    std::vector<Row> rows() {
        std::vector<Row> rows;
        for (const auto& [key, sums] : today) {
            rows.push_back(row(key.first, key.second, false, sums));
            if (pick(0, 3) != 0) continue;
            rows.push_back(
                row(key.first, key.second, true, {pick(-9, 9), pick(-9, 9), 0, 0, 0, 0}));
        }
        return rows;
    }
    void night() {
        const std::vector<Row> both = rows();
        today.clear();
        for (const Row& one : both) {
            if (one.is_next) today[{one.account, one.key.instrument.token}] = one.sums;
        }
        const auto openings = openings_of(both, kTomorrow);
        for (const auto& change : openings.value().changes) {
            carry::Sums& sums = today[{change.account, change.key.instrument.token}];
            CHECK(sums.open_quantity == change.was_quantity);
            sums.open_quantity = change.quantity;
            sums.open_value = change.value;
        }
    }
};

}  // namespace

TEST_CASE("carry/openings: over many days the sums of all trades are what is held") {
    Nights nights;
    for (int day = 0; day < 40; ++day) {
        for (int trades = 0; trades < 20; ++trades) nights.trade();
        for (const auto& [key, total] : nights.all) {
            const carry::Sums& sums = nights.today[key];
            CHECK(sums.open_quantity + sums.buy_quantity - sums.sell_quantity == total);
        }
        nights.night();
    }
}
