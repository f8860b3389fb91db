#include "producers/ctl/messages/letter.h"

#include <doctest/doctest.h>

namespace {

amqp::Delivery letter(std::string exchange, std::string key, std::string body) {
    amqp::Delivery made;
    made.exchange = std::move(exchange);
    made.routing_key = std::move(key);
    made.body = std::move(body);
    made.body_bytes = made.body.size();
    return made;
}

amqp::Delivery died() {
    amqp::Delivery made = letter("dlx", "notify.sms.bulk", "{}");
    made.death = {"notify.sms.bulk", "rejected", "notify", "notify.sms.bulk", 2};
    return made;
}

}  // namespace

TEST_CASE("ctl/letter: what the broker refused goes back to where it was going") {
    const auto message = ctl::again(died());
    REQUIRE(message.ok());
    CHECK(message.value().exchange == "notify");
    CHECK(message.value().routing_key == "notify.sms.bulk");
    CHECK(ctl::letter_reason(died()) == "rejected");
}

TEST_CASE("ctl/letter: what was routed nowhere is sent to the same exchange again") {
    const auto lost = letter("events", "trade.99", "{}");
    CHECK(ctl::letter_reason(lost) == "unrouted");
    CHECK(ctl::again(lost).value().routing_key == "trade.99");
}

TEST_CASE("ctl/letter: a record of the feed has its reason in front, and nowhere to go") {
    const auto record = letter("dlx", "feed", "price: missing\n{\"a\":1}");
    CHECK(ctl::letter_reason(record) == "price: missing");
    CHECK(ctl::letter_content(record) == "{\"a\":1}");
    REQUIRE_FALSE(ctl::again(record).ok());
    CHECK(ctl::again(record).error().what.starts_with("exchange: "));
}

TEST_CASE("ctl/letter: a body that is cut or empty is not sent") {
    auto cut = letter("events", "trade.01", "{}");
    cut.body_bytes = 3;
    CHECK_FALSE(ctl::again(cut).ok());
    CHECK_FALSE(ctl::again(letter("events", "trade.01", "")).ok());
}

TEST_CASE("ctl/letter: the same letter twice is one, another one is not") {
    const std::vector<amqp::Delivery> letters{died(), letter("events", "trade.01", "{}"), died()};
    CHECK(ctl::are_alike(letters, {0, 2}));
    CHECK(ctl::are_alike(letters, {}));
    CHECK_FALSE(ctl::are_alike(letters, {0, 1}));
}

TEST_CASE("ctl/letter: filters go by the first address, by the reason and by the id's beginning") {
    const ctl::LetterFilter none;
    CHECK(none.empty());
    CHECK(none.fits(died()));
    CHECK(ctl::LetterFilter{"", "reject", "notify", "notify.sms.bulk"}.fits(died()));
    CHECK_FALSE(ctl::LetterFilter{"", "", "dlx", ""}.fits(died()));
    const std::string id = ctl::letter_id(died());
    CHECK(id.size() == 8);
    CHECK(ctl::LetterFilter{id.substr(0, 3), "", "", ""}.fits(died()));
    CHECK_FALSE(ctl::LetterFilter{"zz", "", "", ""}.fits(died()));
    CHECK(ctl::letter_id(letter("a", "b", "c")) != ctl::letter_id(letter("a", "b", "d")));
}
