#include "common/account/holds.h"

#include <doctest/doctest.h>

#include "test/unit/account/make.h"

namespace account::test {

namespace {

const PositionKey kHeldKey = position(future(65), 1).key;

Doubt doubt(Doubt::Kind kind, const std::string& body) {
    return {kind, events::outline_of(body).value_or(events::Outline{})};
}

Doubt parked(const std::string& body) { return doubt(Doubt::Kind::Parked, body); }
Doubt edited(const std::string& body) { return doubt(Doubt::Kind::Edited, body); }

const std::string kSell40 =
    R"({"kind":"trade","action":"new","account":"A1","exchange":"NSE","segment":"FO","token":2,)"
    R"("product":"MIS","side":"sell","quantity":40,"price":"nonsense"})";
const std::string kBuy40 =
    R"({"kind":"trade","action":"new","account":"A1","exchange":"NSE","segment":"FO","token":2,)"
    R"("product":"MIS","side":"buy","quantity":40})";

int64_t held(const std::vector<Doubt>& doubts, int64_t net) {
    return hold_of(doubts, kHeldKey, net).quantity;
}

}  // namespace

TEST_CASE("account/holds: nothing is held where nothing contradicts") {
    CHECK_EQ(held({}, 100), 0);
    CHECK_EQ(hold_of({}, kHeldKey, 100).reason, "");
}

TEST_CASE("account/holds: a parked trade holds what it could have taken from the position") {
    CHECK_EQ(held({parked(kSell40)}, 100), 40);
    CHECK_EQ(held({parked(kSell40)}, -100), 0);  // it would only have made the short one larger
    CHECK_EQ(held({parked(kBuy40)}, -100), 40);
    CHECK_EQ(held({parked(kBuy40)}, 100), 0);
    CHECK_EQ(held({parked(kSell40), parked(kSell40), parked(kSell40)}, 100), 100);
    CHECK_EQ(hold_of({parked(kSell40)}, kHeldKey, 100).reason,
             "held: parked events of the account contradict the books");
}

TEST_CASE("account/holds: an edited event holds what the books have only from it") {
    CHECK_EQ(held({edited(kBuy40)}, 100), 40);
    CHECK_EQ(held({edited(kBuy40)}, 40), 40);
    CHECK_EQ(held({edited(kBuy40)}, -60), 0);  // without it the short one is larger
    CHECK_EQ(held({edited(kSell40)}, -40), 40);
    CHECK_EQ(hold_of({edited(kBuy40)}, kHeldKey, 40).reason,
             "held: it rests on an event that a person has changed");
}

TEST_CASE("account/holds: an edited order holds what it says that the order gave up") {
    const auto sell_of_100 = [](const std::string& rest) {
        return R"({"kind":"order","token":2,"side":"sell","quantity":100,)" + rest + "}";
    };
    CHECK_EQ(held({edited(sell_of_100(R"("filled":0,"remaining":0)"))}, 300), 100);
    CHECK_EQ(held({edited(sell_of_100(R"("filled":30,"remaining":0)"))}, 300), 70);
    CHECK_EQ(held({edited(sell_of_100(R"("filled":30,"remaining":70)"))}, 300), 0);
    CHECK_EQ(held({edited(sell_of_100(R"("filled":0,"remaining":0)"))}, -300), 0);
    CHECK_EQ(held({edited(sell_of_100(R"("filled":"0","remaining":0)"))}, 300), 300);
    CHECK_EQ(held({edited(sell_of_100(R"("filled":0,"remaining":9000000000000000000)"))}, 300),
             300);
}

TEST_CASE("account/holds: of another position nothing is held") {
    for (const char* field :
         {R"("token":3)", R"("product":"NRML")", R"("exchange":"BSE")", R"("segment":"CM")"}) {
        CAPTURE(field);
        CHECK_EQ(held({parked(R"({"kind":"trade",)" + std::string{field} + "}")}, 100), 0);
    }
}

TEST_CASE("account/holds: what does not say how much it speaks of holds all of it") {
    for (const char* body :
         {R"({"kind":"trade","token":2,"side":"sell"})",
          R"({"kind":"trade","token":2,"quantity":5})",
          R"({"kind":"trade","token":"2","side":"sell","quantity":"5"})", R"({"kind":"swap"})",
          "{}", R"({"kind":"trade","action":"correct","side":"buy","quantity":5})",
          R"({"kind":"trade","side":"sell","quantity":1e2})", R"({"kind":"order","token":2})"}) {
        CAPTURE(body);
        CHECK_EQ(held({parked(body)}, 100), 100);
        CHECK_EQ(held({parked(body)}, -100), 100);
    }
}

TEST_CASE("account/holds: a bust is the opposite trade, an order what it may still take") {
    CHECK_EQ(held({parked(R"({"kind":"trade","action":"bust","side":"buy","quantity":40})")}, 100),
             40);
    CHECK_EQ(held({parked(R"({"kind":"order","side":"sell","quantity":90,"remaining":30})")}, 100),
             30);
    CHECK_EQ(held({parked(R"({"kind":"order","side":"buy","quantity":90,"remaining":30})")}, 100),
             0);
}

TEST_CASE("account/holds: a position that differs from the record is held as a whole") {
    Doubt differs{Doubt::Kind::Differs, {}};
    differs.event.token = 2;
    CHECK_EQ(held({differs}, 100), 100);
    CHECK_EQ(hold_of({differs}, kHeldKey, 100).reason, "held: the record contradicts the books");
    differs.event.token = 3;
    CHECK_EQ(held({differs}, 100), 0);
}

TEST_CASE(
    "account/holds: fills whose trades are not booked hold what they take, and are waited for") {
    Doubt unbooked = doubt(Doubt::Kind::Unbooked, kSell40);
    unbooked.since_us = 7;
    CHECK_EQ(held({unbooked}, 100), 40);
    CHECK_EQ(hold_of({unbooked}, kHeldKey, 100).reason,
             "held: fills and trades of an order do not agree");
    CHECK(unbooked_since_us({unbooked}, kHeldKey, 100) == 7);
    CHECK_EQ(held({unbooked}, -100), 0);  // they only make the short one larger
    CHECK_FALSE(unbooked_since_us({unbooked}, kHeldKey, -100));
    CHECK_FALSE(unbooked_since_us({parked(kSell40)}, kHeldKey, 100));
}

TEST_CASE("account/holds: an order of ours under another position or side holds both positions") {
    exits::Exit own;
    own.client_order_id = "BX1";
    own.action = events::CommandAction::Exit;
    own.key = kHeldKey;
    own.side = events::Side::Sell;
    Order order;
    order.client_order_id = "BX1";
    order.key = kHeldKey;
    order.side = events::Side::Sell;
    CHECK(misplaced({own}, {order}).empty());
    Order elsewhere = order;
    for (int what = 0; what < 5; ++what) {
        CAPTURE(what);
        elsewhere = order;
        if (what == 0) elsewhere.key.product = events::Product::Nrml;
        if (what == 1) elsewhere.key.instrument.token = 1008;
        if (what == 2) elsewhere.key.instrument.segment = events::Segment::Cm;
        if (what == 3) elsewhere.key.instrument.exchange = events::Exchange::Bse;
        if (what == 4) elsewhere.side = events::Side::Buy;
        const auto doubts = misplaced({own}, {elsewhere});
        CHECK_EQ(held(doubts, 100), 100);
        CHECK_EQ(hold_of(doubts, elsewhere.key, -100).quantity, 100);
    }
    own.action = events::CommandAction::Cancel;
    CHECK(misplaced({own}, {elsewhere}).empty());
    elsewhere.client_order_id = "M1";
    CHECK(misplaced({own}, {elsewhere}).empty());
}

TEST_CASE("account/holds: sums that no number holds are the whole position") {
    const std::string huge =
        R"({"kind":"trade","action":"new","side":"sell","quantity":9223372036854775807})";
    CHECK_EQ(held({parked(huge), parked(huge)}, INT64_MAX), INT64_MAX);
}

}  // namespace account::test
