// Which state of an order stands: a total order, so that neither arrival nor the cut of a batch can
// matter.
#include "common/books/order_standing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "test/unit/books/table_model.h"
#include "test/unit/seed.h"

using events::Event;
using events::OrderState;

namespace {

constexpr int64_t kNow = 1'785'728'700'000'000;

struct Words {
    OrderState state = OrderState::Open;
    int64_t filled = 0;
    int64_t at = 0;  // microseconds from kNow
    int64_t seq = 1;
    std::string_view id = "E1";
    std::string_view follows = "";
    std::string_view source = "a";
};

Event state_of(const Words& words) {
    Event event = make_order();
    event.source = words.source;
    event.exchange_time_us = kNow + words.at;
    event.seq = words.seq;
    event.id = words.id;
    auto& order = std::get<events::Order>(event.body);
    order.state = words.state;
    order.filled = words.filled;
    order.remaining = is_final(words.state) ? 0 : order.quantity - words.filled;
    order.follows = words.follows;
    return event;
}

bool stands_above(const Words& a, const Words& b) {
    return books::standing_of(state_of(a)) > books::standing_of(state_of(b));
}

// Events as transactions cut at `cuts` (a bit for each place between two), through the real fold.
std::string row_of_runs(const std::vector<Event>& events, uint64_t cuts) {
    Tables tables;
    std::vector<Event> batch;
    for (size_t i = 0; i < events.size(); ++i) {
        batch.push_back(events[i]);
        if (i + 1 < events.size() && (cuts >> i & 1U) == 0) continue;
        const Run run{std::exchange(batch, {})};
        REQUIRE(tables.write(run.posting));
    }
    REQUIRE(tables.orders.size() == 1);
    // What the row does not hold may differ: two sources have told the same.
    Event row = events[0];
    for (const Event& event : events) {
        if (text_of(event) == tables.orders.begin()->second) row = event;
    }
    row.source = "";
    row.seq = 0;
    return text_of(row);
}

// Every cut of every order of arrival that keeps each source's own order.
void all_arrivals_agree(const std::vector<std::vector<Event>>& sources) {
    std::vector<size_t> turns;
    for (size_t source = 0; source < sources.size(); ++source) {
        turns.insert(turns.end(), sources[source].size(), source);
    }
    std::string expected;
    do {
        std::vector<size_t> next(sources.size());
        std::vector<Event> events;
        for (const size_t source : turns) events.push_back(sources[source][next[source]++]);
        for (uint64_t cuts = 0; cuts < uint64_t{1} << (events.size() - 1); ++cuts) {
            const std::string row = row_of_runs(events, cuts);
            if (expected.empty()) expected = row;
            REQUIRE(row == expected);
        }
    } while (std::next_permutation(turns.begin(), turns.end()));
}

Event random_state(std::mt19937_64& random, std::string_view source) {
    static const std::string_view kIds[] = {"E9", "E10", "E11", "X"};
    static const std::string_view kFollows[] = {"", "", "", "B1"};
    Words words;
    words.state = static_cast<OrderState>(random() % 8);
    words.filled = static_cast<int64_t>(random() % 3) * 40;
    words.at = static_cast<int64_t>(random() % 3) - 1;
    words.seq = random() % 3 == 0 ? 0 : static_cast<int64_t>(random() % 3) + 1;
    words.id = kIds[random() % 4];
    words.follows = kFollows[random() % 4];
    words.source = source;
    return state_of(words);
}

}  // namespace

TEST_CASE("books/order_standing: the later time stands, of equal ones what can only follow") {
    using enum OrderState;
    CHECK(stands_above({.state = Open, .at = 2}, {.state = PartiallyFilled, .filled = 40}));
    CHECK(stands_above({.state = PartiallyFilled, .filled = 80}, {.state = Open, .filled = 40}));
    CHECK(stands_above({.state = Open}, {.state = TriggerPending, .seq = 9}));
    CHECK(stands_above({.state = Open}, {.state = Frozen, .seq = 9}));
    CHECK(stands_above({.state = Open, .seq = 10}, {.state = Open, .seq = 9}));
    CHECK(stands_above({.seq = 0, .id = "E10"}, {.seq = 0, .id = "E9"}));
}

TEST_CASE("books/order_standing: a final state stands above one that is not, whatever the clocks") {
    using enum OrderState;
    const Words filled{.state = Filled, .filled = 150, .at = 500'000};
    CHECK(stands_above(filled, {.state = Open, .at = 600'000, .seq = 2}));
    CHECK(stands_above(filled, {.state = PartiallyFilled, .filled = 40, .at = 900'000'000}));
    CHECK(stands_above({.state = Cancelled, .at = -5'000}, {.state = Open}));
    CHECK(stands_above({.state = Cancelled, .filled = 40, .at = -2'000},
                       {.state = Cancelled, .filled = 0, .at = -5'000}));
    // Of finals at one moment the one that tells of more.
    CHECK(stands_above({.state = Cancelled, .filled = 40}, {.state = Cancelled, .seq = 2}));
    CHECK(stands_above({.state = Filled, .seq = 1}, {.state = Cancelled, .seq = 2}));
}

TEST_CASE("books/order_standing: a bust or correction that says so brings a final order back") {
    using enum OrderState;
    const Words filled{.state = Filled, .filled = 150};
    const Words again{.state = Open, .at = 10, .id = "B1", .follows = "B1"};
    CHECK(stands_above(again, filled));
    CHECK(stands_above(filled, {.state = Open, .at = 10, .id = "B1"}));  // it does not say so
    CHECK(stands_above({.state = Cancelled, .at = 20}, again));
    CHECK(stands_above({.state = Filled, .filled = 150, .at = 5},
                       {.state = Open, .at = 1, .follows = "B1"}));  // filled after it
}

TEST_CASE("books/order_standing: of equal times what a bust or correction leaves stands") {
    using enum OrderState;
    const Words filled{.state = Filled, .filled = 75, .seq = 9};
    const Words busted{.state = Open, .seq = 2, .follows = "B1"};
    CHECK(stands_above(busted, filled));
    CHECK(stands_above({.state = PartiallyFilled, .filled = 40, .follows = "G1"}, filled));
    CHECK(stands_above({.state = Filled, .filled = 60, .follows = "G1"}, filled));
    // A later moment is later all the same.
    CHECK(stands_above({.state = Filled, .filled = 75, .at = 1}, busted));
}

TEST_CASE("books/order_standing: of two busts at one moment the later number stands") {
    using enum OrderState;
    const Words first{.state = PartiallyFilled, .filled = 75, .seq = 4, .follows = "B1"};
    CHECK(stands_above({.state = Open, .seq = 5, .follows = "B2"}, first));
    CHECK(stands_above({.state = Open, .seq = 0, .id = "B11", .follows = "B11"},
                       {.state = Filled, .filled = 75, .seq = 0, .id = "B9", .follows = "B9"}));
    // A correction of a correction, upwards.
    CHECK(stands_above({.state = PartiallyFilled, .filled = 90, .seq = 5, .follows = "G2"}, first));
    // Of one number the one that tells of more.
    CHECK(stands_above(first, {.state = Open, .seq = 4, .follows = "B2"}));
}

namespace {

// The lines of docs/events.md, "Which state of an order stands", one after the other: above 0 where
// `a` stands above `b`, 0 where the checksum decides.
int64_t by_the_lines(const Words& a, const Words& b) {
    const auto settled = [](const Words& words) {
        return is_final(words.state) || !words.follows.empty();
    };
    const auto progress = [](const Words& words) {
        using enum OrderState;
        const std::vector<OrderState> lowest_first{
            Frozen, TriggerPending, Open, PartiallyFilled, Rejected, Expired, Cancelled, Filled};
        return std::ranges::find(lowest_first, words.state) - lowest_first.begin();
    };
    const bool follow = !a.follows.empty() && !b.follows.empty();
    for (const int64_t difference :
         {int64_t{settled(a)} - int64_t{settled(b)}, a.at - b.at,
          int64_t{!a.follows.empty()} - int64_t{!b.follows.empty()}, follow ? a.seq - b.seq : 0,
          a.filled - b.filled, int64_t{progress(a) - progress(b)}, a.seq - b.seq}) {
        if (difference != 0) return difference;
    }
    return 0;
}

std::vector<Words> every_state() {
    std::vector<Words> all;
    for (int state = 0; state < 8; ++state) {
        for (const int64_t filled : {0, 75}) {
            for (int rest = 0; rest < 8; ++rest) {
                all.push_back({.state = static_cast<OrderState>(state),
                               .filled = filled,
                               .at = rest & 1,
                               .seq = 1 + (rest >> 1 & 1),
                               .follows = (rest >> 2) != 0 ? "B1" : ""});
            }
        }
    }
    return all;
}

}  // namespace

TEST_CASE("books/order_standing: any three states stand in a line, as the page says") {
    const std::vector<Words> all = every_state();
    std::vector<std::vector<bool>> above(all.size(), std::vector<bool>(all.size()));
    int wrong = 0;
    for (size_t a = 0; a < all.size(); ++a) {
        for (size_t b = 0; b < all.size(); ++b) {
            above[a][b] = stands_above(all[a], all[b]);
            const int64_t lines = by_the_lines(all[a], all[b]);
            if (lines != 0) wrong += above[a][b] != (lines > 0) ? 1 : 0;
            // Two that are not the same never stand alike.
            if (a < b) wrong += above[a][b] == stands_above(all[b], all[a]) ? 1 : 0;
        }
    }
    CHECK(wrong == 0);
    for (size_t a = 0; a < all.size(); ++a) {
        for (size_t b = 0; b < all.size(); ++b) {
            if (!above[a][b]) continue;
            for (size_t c = 0; c < all.size(); ++c) wrong += above[b][c] && !above[a][c] ? 1 : 0;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("books/order_standing: fill and bust at one moment, in every cut and order") {
    const Event open = state_of({.at = -5'000});
    const Event filled = state_of({.state = OrderState::Filled, .filled = 150, .seq = 2});
    const Event busted = state_of({.seq = 3, .id = "B1", .follows = "B1"});
    all_arrivals_agree({{open, filled, busted}, {filled, busted}});
    CHECK(row_of_runs({open, filled, busted}, 0).find("\"filled\":0") != std::string::npos);
}

TEST_CASE("books/order_standing: it is total: different rows never stand alike") {
    Event first = state_of({});
    for (const auto change : std::vector<void (*)(Event&)>{
             [](Event& event) { event.id = "E2"; }, [](Event& event) { event.token = 7; },
             [](Event& event) { event.product = events::Product::Mis; },
             [](Event& event) { std::get<events::Order>(event.body).client_order_id = "C9"; },
             [](Event& event) { std::get<events::Order>(event.body).side = events::Side::Sell; },
             [](Event& event) { std::get<events::Order>(event.body).quantity = 151; },
             [](Event& event) { std::get<events::Order>(event.body).remaining = 1; },
             [](Event& event) { std::get<events::Order>(event.body).price = 1; },
             [](Event& event) { std::get<events::Order>(event.body).trigger = 1; },
             [](Event& event) { std::get<events::Order>(event.body).reason = "x"; },
             [](Event& event) {
                 std::get<events::Order>(event.body).type = events::OrderType::Market;
             },
             [](Event& event) {
                 std::get<events::Order>(event.body).validity = events::Validity::Ioc;
             },
             [](Event& event) {
                 std::get<events::Order>(event.body).origin = events::Origin::Backstop;
             }}) {
        Event second = first;
        change(second);
        CHECK(books::standing_of(first) != books::standing_of(second));
    }
    Event again = first;
    again.received_time_us += 5;
    again.source = "another";
    CHECK(books::standing_of(first) == books::standing_of(again));
}

TEST_CASE("books/order_standing: the three states of the report, in every cut and order") {
    const Event open = state_of({});
    const Event nothing = state_of({.state = OrderState::Cancelled, .at = -5'000, .seq = 2});
    const Event some =
        state_of({.state = OrderState::Cancelled, .filled = 40, .at = -2'000, .seq = 3});
    all_arrivals_agree({{open}, {nothing}, {some}});
    CHECK(row_of_runs({open, nothing, some}, 1).find("\"filled\":40") != std::string::npos);
}

TEST_CASE("books/order_standing: same row for any cut and any meeting of sources") {
    const Seeds runs = seeds(60);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        std::vector<std::vector<Event>> sources(1 + random() % 3);
        for (size_t left = 2 + random() % 5; left > 0; --left) {
            auto& source = sources[random() % sources.size()];
            source.push_back(random_state(random, "s"));
        }
        // One source tells what another has told, once more and later.
        if (!sources[0].empty()) sources.back().push_back(sources[0].front());
        all_arrivals_agree(sources);
    }
}
