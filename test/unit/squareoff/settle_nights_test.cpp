// What becomes of our orders when their day is over.
#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "common/account/exit_rules.h"
#include "consumers/squareoff/settle.h"

namespace squareoff {

using account::Order;
using events::OrderState;
using exits::Exit;
using exits::State;

namespace {

constexpr uint32_t kDay = 20261120;
constexpr int64_t kEndsUs = 1'000'000'000;
constexpr int64_t kOverUs = kEndsUs + exits::kDayOverUs;
constexpr std::pair kMarket{events::Exchange::Nse, events::Segment::Cm};

// An order of ours of kDay, looked at on the next day.
struct Morning {
    account::View view;
    Changes changes;
    account::ToldTimes told{{kMarket, 9 * kEndsUs}};  // all that there is to tell

    explicit Morning(State state, int64_t heard = 0) {
        Exit own;
        own.client_order_id = "BX1";
        own.day = kDay;
        own.action = events::CommandAction::Exit;
        own.quantity = 100;
        own.state = state;
        own.heard = heard;
        view.own = {own};
        view.day = kDay + 1;
        view.days = {{kDay, kEndsUs}, {kDay + 1, 9 * kEndsUs}};
    }
    Morning& elsewhere(OrderState state, int64_t filled) {
        Order order;
        order.client_order_id = "BX1";
        order.quantity = 100;
        order.filled = filled;
        order.remaining = events::is_final(state) ? 0 : 100 - filled;
        order.state = state;
        order.day = kDay;
        view.elsewhere = {order};
        return *this;
    }
    Exit& settled_at(int64_t now_us) {
        changes = {};
        settle(view, now_us, changes, 9 * kEndsUs, told);
        return view.own[0];
    }
    [[nodiscard]] int64_t may_still_fill() const {
        return account::may_still_fill(view.own[0], account::find_order(view, "BX1"));
    }
};

}  // namespace

TEST_CASE(
    "squareoff/settle: issue 11.4: what no books know counts in full, and ends after its day") {
    for (const State state : {State::Sending, State::Sent, State::Doubt}) {
        CAPTURE(static_cast<int>(state));
        Morning morning{state};
        CHECK(morning.settled_at(kOverUs - 1).state == state);
        CHECK(morning.may_still_fill() == 100);
        CHECK(morning.settled_at(kOverUs).state == State::Cancelled);
        CHECK(morning.view.own[0].reason == "day: over");
        CHECK(morning.view.own[0].ended_us == kOverUs);
        CHECK(morning.may_still_fill() == 0);
    }
}

TEST_CASE("squareoff/settle: issue 11.4: what was told to have filled counts, and no more of it") {
    Morning morning{State::Sent, 70};
    CHECK(morning.settled_at(kOverUs).state == State::Doubt);
    CHECK(morning.view.own[0].ended_us == 0);
    CHECK(morning.may_still_fill() == 70);
    // Each look at it finds the same.
    CHECK(morning.settled_at(kOverUs + 1).doubt_us == kOverUs);
    CHECK(morning.changes.ended.empty());
    CHECK(morning.may_still_fill() == 70);
    // Nor do any number of days that somebody opens: the books show it, or it counts.
    for (uint32_t day = kDay + 2; day < kDay + 8; ++day) morning.view.days[day] = kEndsUs;
    CHECK(morning.settled_at(9 * kEndsUs).state == State::Doubt);
    CHECK(morning.may_still_fill() == 70);
    morning.elsewhere(OrderState::Cancelled, 70);
    CHECK(morning.settled_at(9 * kEndsUs + 1).state == State::Cancelled);
    CHECK(morning.view.own[0].filled == 70);
}

TEST_CASE(
    "squareoff/settle: an order ends with its day only once somebody who would know is past") {
    struct Case {
        account::ToldTimes told;
        bool ends = false;
    };
    constexpr std::pair kOtherSegment{events::Exchange::Nse, events::Segment::Fo};
    constexpr std::pair kOtherExchange{events::Exchange::Bse, events::Segment::Cm};
    const std::vector<Case> cases = {
        {{}},                        // nobody has told anything
        {{{kMarket, kEndsUs - 1}}},  // an order of the evening
        {{{kMarket, kOverUs - 1}}},  // it may still have filled
        {{{kOtherSegment, 9 * kEndsUs}, {kOtherExchange, 9 * kEndsUs}}},  // of other markets
        {{{kMarket, kOverUs}}, true}};
    for (const Case& one : cases) {
        for (const State state : {State::Sending, State::Sent, State::Working, State::Doubt}) {
            CAPTURE(static_cast<int>(state));
            Morning morning{state};
            morning.told = one.told;
            // Typing mistakes, drills, days of years ago.
            for (uint32_t day = kDay + 2; day < kDay + 8; ++day) morning.view.days[day] = 1;
            CHECK((morning.settled_at(8 * kEndsUs).ended_us != 0) == one.ends);
            CHECK(morning.may_still_fill() == (one.ends ? 0 : 100));
        }
    }
}

TEST_CASE("squareoff/settle: what the books have left alive is in doubt until somebody tells") {
    Morning morning{State::Working};
    morning.elsewhere(OrderState::PartiallyFilled, 40);
    morning.told.clear();
    CHECK(morning.settled_at(kOverUs).state == State::Doubt);
    CHECK(morning.view.own[0].reason ==
          "in doubt: its day is over, and nobody has told what became of it");
    CHECK(morning.may_still_fill() == 60);
    (void)morning.settled_at(kOverUs + 1);
    CHECK(morning.changes.ended.empty());  // nothing new
    SUBCASE("its source tells of a later time") {
        morning.told[kMarket] = kOverUs;
        CHECK(morning.settled_at(kOverUs + 2).state == State::Cancelled);
        CHECK(morning.view.own[0].reason == "day: over");
    }
    SUBCASE("a person does, and the books have all of it") {
        morning.view.own[0].heard = 40;
        morning.view.own[0].resolved_us = kOverUs + 1;
        CHECK(morning.settled_at(kOverUs + 2).state == State::Cancelled);
    }
    SUBCASE("a person tells of more than the books have: that much counts until they show it") {
        morning.view.own[0].heard = 70;
        morning.view.own[0].resolved_us = kOverUs + 1;
        CHECK(morning.settled_at(9 * kEndsUs).state == State::Doubt);
        CHECK(morning.may_still_fill() == 30);
        CHECK(morning.changes.look_again_us == 0);
        morning.elsewhere(OrderState::Cancelled, 70);
        CHECK(morning.settled_at(9 * kEndsUs + 1).state == State::Cancelled);
    }
    SUBCASE("a person has told something before its day was over: that says nothing of the night") {
        morning.view.own[0].resolved_us = kEndsUs;
        CHECK(morning.settled_at(kOverUs + 2).state == State::Doubt);
        CHECK(morning.may_still_fill() == 60);
    }
}

TEST_CASE("squareoff/settle: a cancel ends with its order's day, told or not") {
    Morning morning{State::Sent};
    morning.view.own[0].action = events::CommandAction::Cancel;
    morning.told.clear();
    CHECK(morning.settled_at(kOverUs - 1).state == State::Sent);
    CHECK(morning.settled_at(kOverUs).state == State::Cancelled);
}

TEST_CASE("squareoff/settle: issue 11.4: an order that the books have alive ends with its day") {
    Morning morning{State::Working};
    morning.elsewhere(OrderState::PartiallyFilled, 40);
    CHECK(morning.settled_at(kOverUs - 1).state == State::Working);
    CHECK(morning.may_still_fill() == 60);
    CHECK(morning.settled_at(kOverUs).state == State::Cancelled);
    CHECK(morning.view.own[0].filled == 40);
    CHECK(morning.view.own[0].reason == "day: over");
}

TEST_CASE("squareoff/settle: issue 11.4: an end in the books of another day is its end at once") {
    Morning morning{State::Sent};
    morning.elsewhere(OrderState::Filled, 100);
    CHECK(morning.settled_at(kEndsUs).state == State::Done);
    CHECK(morning.view.own[0].filled == 100);
}

TEST_CASE("squareoff/settle: an order that lives on the next day is not over with the last one") {
    Morning morning{State::Sent};
    morning.elsewhere(OrderState::Open, 0);
    morning.view.orders.swap(morning.view.elsewhere);
    morning.view.orders[0].day = 0;
    CHECK(morning.settled_at(kOverUs).state == State::Working);
    CHECK(morning.may_still_fill() == 100);
}

TEST_CASE("squareoff/settle: a cancel of an earlier day is not ended by a number given anew") {
    Morning morning{State::Sent};
    morning.view.own[0].action = events::CommandAction::Cancel;
    morning.view.own[0].target_exchange_order_id = "N1";
    Order order;
    order.exchange_order_id = "N1";
    order.state = OrderState::Filled;
    morning.view.orders = {order};
    CHECK(morning.settled_at(kOverUs - 1).state == State::Sent);
    CHECK(morning.settled_at(kOverUs).state == State::Cancelled);
    morning.view.day = kDay;
    morning.view.own[0].state = State::Sent;
    CHECK(morning.settled_at(kOverUs).state == State::Done);
}

TEST_CASE(
    "squareoff/settle: a day of which nothing is known was over at its midnight; a later one not") {
    constexpr int64_t kPassedUs = 1'795'199'400'000'000 + exits::kDayOverUs;  // in India
    for (const uint32_t today : {kDay + 1, kDay - 1}) {
        Morning morning{State::Sent};
        morning.view.day = today;
        morning.view.days.clear();
        morning.told[kMarket] = kPassedUs;
        CHECK(morning.settled_at(kPassedUs - 1).state == State::Sent);
        const State then = today > kDay ? State::Cancelled : State::Sent;
        CHECK(morning.settled_at(kPassedUs).state == then);
    }
}

}  // namespace squareoff
