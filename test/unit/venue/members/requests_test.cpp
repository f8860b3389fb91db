#include "producers/venue/members/requests.h"

#include <doctest/doctest.h>

using venue::SessionRole;

namespace {

std::vector<venue::Listing> listings() {
    std::vector<venue::Listing> all(1);
    all[0].instrument.key = {events::Exchange::Nse, events::Segment::Fo, 101};
    all[0].symbol = "FUT";
    return all;
}

fix::NewOrder order() {
    fix::NewOrder one;
    one.client_order_id = "X1";
    one.account = "A1";
    one.instrument = {events::Exchange::Nse, events::Segment::Fo, 101, "FUT"};
    one.product = "MIS";
    one.type = events::OrderType::Limit;
    one.quantity = 10;
    one.price = 1'000'000;
    one.transact_time_us = 1;
    return one;
}

venue::Request read(const fix::Message& message, SessionRole role = SessionRole::Orders) {
    venue::SessionTerms terms;
    terms.role = role;
    return venue::read_request(message, terms, venue::Symbols{listings()});
}

template <class Body>
Body body_of(const fix::Message& message) {
    const auto request = read(message);
    REQUIRE(std::holds_alternative<venue::InputBody>(request));
    return std::get<Body>(std::get<venue::InputBody>(request));
}

std::string refusal(const venue::Request& request) {
    const auto* unreadable = std::get_if<venue::Unreadable>(&request);
    return unreadable == nullptr ? "" : unreadable->reject.text;
}

}  // namespace

TEST_CASE("venue/requests: a new order becomes the exchange's") {
    const auto input = body_of<venue::NewOrder>(fix::write(order(), fix::Dialect{}));
    CHECK_EQ(input.client_order_id.view(), "X1");
    CHECK_EQ(input.account.view(), "A1");
    CHECK_EQ(input.instrument.token, 101);
    CHECK_EQ(input.product.view(), "MIS");
    CHECK_EQ(input.quantity, 10);
    CHECK_EQ(input.price, 1'000'000);
}

TEST_CASE("venue/requests: an order is named by its number or by its client's id") {
    fix::CancelOrder cancel{"C1", "X1", "", "A1", order().instrument, events::Side::Buy, 10, 1};
    auto input = body_of<venue::Cancel>(fix::write(cancel, fix::Dialect{}));
    CHECK_EQ(input.order.exchange_order_id, 0);
    CHECK_EQ(input.order.original_client_order_id.view(), "X1");
    cancel.exchange_order_id = "17";
    CHECK_EQ(body_of<venue::Cancel>(fix::write(cancel, fix::Dialect{})).order.exchange_order_id,
             17);
    cancel.exchange_order_id = "17x";
    CHECK_EQ(refusal(read(fix::write(cancel, fix::Dialect{}))),
             "37 OrderID: not a number of this exchange");
}

TEST_CASE("venue/requests: what does not fit is refused with its tag") {
    auto wrong = order();
    wrong.client_order_id = std::string(41, 'x');
    CHECK_NE(refusal(read(fix::write(wrong, fix::Dialect{}))), "");
    wrong = order();
    wrong.account = std::string(17, 'x');
    CHECK_NE(refusal(read(fix::write(wrong, fix::Dialect{}))), "");
    wrong = order();
    wrong.product = "PRODUCT-X";
    CHECK_NE(refusal(read(fix::write(wrong, fix::Dialect{}))), "");
    wrong = order();
    wrong.instrument.symbol = "OTHER";
    CHECK_EQ(refusal(read(fix::write(wrong, fix::Dialect{}))),
             "55 Symbol: the instrument 101 is FUT");
}

TEST_CASE("venue/requests: a session does what its role allows") {
    const auto message = fix::write(order(), fix::Dialect{});
    CHECK_NE(refusal(read(message, SessionRole::DropCopy)), "");
    CHECK_NE(refusal(read(message, SessionRole::Prices)), "");
    const auto prices = fix::write_price_request("1", fix::Dialect{});
    CHECK(std::holds_alternative<fix::PriceRequest>(read(prices, SessionRole::Prices)));
    CHECK_NE(refusal(read(prices)), "");
}

TEST_CASE("venue/requests: a member's own reject is nothing to answer") {
    fix::Message message;
    message.type = "j";
    message.add(58, "what is that?");
    const auto request = read(message);
    REQUIRE(std::holds_alternative<venue::Complaint>(request));
    CHECK_EQ(std::get<venue::Complaint>(request).text, "what is that?");
}

TEST_CASE("venue/requests: a number that cannot be ours is an unknown order, not an error") {
    const fix::StatusRequest status{"S1", "abc", "A1", order().instrument, events::Side::Buy};
    CHECK(std::holds_alternative<venue::StatusQuestion>(read(fix::write(status, fix::Dialect{}))));
}
