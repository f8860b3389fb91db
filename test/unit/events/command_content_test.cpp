#include "common/events/command_content.h"

#include <doctest/doctest.h>

namespace events {

namespace {

Command sample() {
    Command command;
    command.id = "C-1";
    command.account = "AB1234";
    command.day = 20260803;
    command.action = CommandAction::Exit;
    command.who = "AB1234";
    command.exchange = Exchange::Nse;
    command.segment = Segment::Fo;
    command.token = 53001;
    command.quantity = 75;
    command.epoch = 3;
    command.issued_us = 10;
    command.expires_us = 20;
    return command;
}

// The field that is told to differ after this change.
template <class Change>
std::string changed(const Change& change) {
    Command other = sample();
    change(other);
    CHECK_NE(content_of(sample()), content_of(other));
    return std::string{different_field(sample(), other)};
}

}  // namespace

TEST_CASE("events/command_content: asked again at another time it is the same instruction") {
    Command later = sample();
    later.issued_us = 30;
    later.expires_us = 90;
    CHECK_EQ(different_field(sample(), later), "");
    CHECK_EQ(content_of(sample()), content_of(later));
}

TEST_CASE("events/command_content: every other field makes it another one") {
    CHECK_EQ(changed([](Command& c) { c.account = "ZZ1"; }), "account");
    CHECK_EQ(changed([](Command& c) { c.day = 20260804; }), "day");
    CHECK_EQ(changed([](Command& c) { c.action = CommandAction::Cancel; }), "action");
    CHECK_EQ(changed([](Command& c) { c.origin = CommandOrigin::System; }), "origin");
    CHECK_EQ(changed([](Command& c) { c.who = "ravi"; }), "who");
    CHECK_EQ(changed([](Command& c) { c.evidence = "call 7"; }), "evidence");
    CHECK_EQ(changed([](Command& c) { c.exchange.reset(); }), "exchange");
    CHECK_EQ(changed([](Command& c) { c.segment = Segment::Cm; }), "segment");
    CHECK_EQ(changed([](Command& c) { c.product = Product::Mis; }), "product");
    CHECK_EQ(changed([](Command& c) { c.side = Side::Buy; }), "side");
    CHECK_EQ(changed([](Command& c) { c.token = 53002; }), "token");
    CHECK_EQ(changed([](Command& c) { c.orders = {"1"}; }), "orders");
    CHECK_EQ(changed([](Command& c) { c.quantity = 150; }), "quantity");
    CHECK_EQ(changed([](Command& c) { c.percent = 50; }), "percent");
    CHECK_EQ(changed([](Command& c) { c.cancel_first = false; }), "cancel_first");
    CHECK_EQ(changed([](Command& c) {
                 c.price_policy = PricePolicy::Limit;
                 c.price = 5;
             }),
             "price_policy");
    CHECK_EQ(changed([](Command& c) { c.validity = Validity::Day; }), "validity");
    CHECK_EQ(changed([](Command& c) { c.epoch = 4; }), "epoch");
}

}  // namespace events
