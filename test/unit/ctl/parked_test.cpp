#include <doctest/doctest.h>

#include "producers/ctl/messages/filter_text.h"
#include "producers/ctl/messages/gap_store.h"
#include "producers/ctl/messages/masking.h"
#include "producers/ctl/messages/parked_store.h"
#include "producers/ctl/messages/redriven_event.h"
#include "test/unit/events/make_event.h"

namespace {

ctl::ParkedRow row() {
    ctl::ParkedRow made;
    made.digest = "0123456789ABCDEF0123456789ABCDEF";
    made.partition = make_trade().partition;
    made.attempt = 2;
    events::encode(make_trade(), made.body);
    return made;
}

}  // namespace

TEST_CASE("ctl/parked: a redriven event has no number, and a source of its row and attempt") {
    const auto event = ctl::to_redrive(row(), row().body, kPartitions);
    REQUIRE(event.ok());
    CHECK(event.value().source == "redrive-0123456789abcdef-2");
    CHECK(event.value().body.find("\"seq\"") == std::string::npos);
    CHECK(event.value().id == make_trade().id);
    CHECK(event.value().routing_key.starts_with("trade.0"));
    const auto same = ctl::sent_before(event.value().body, kPartitions);
    REQUIRE(same.ok());
    CHECK(same.value().body == event.value().body);
    CHECK(same.value().source == event.value().source);
}

TEST_CASE("ctl/parked: what the codec refuses, and what is not one event, is refused") {
    CHECK_FALSE(ctl::to_redrive(row(), "no JSON", kPartitions).ok());
    const std::string two = "[" + row().body + "," + row().body + "]";
    CHECK(ctl::to_redrive(row(), two, kPartitions).error().what.starts_with("body: "));
    std::string body = row().body;
    body.replace(body.find("\"side\":\""), 8, "\"side\":\"x");
    CHECK(ctl::to_redrive(row(), body, kPartitions).error().what.starts_with("side: "));
}

TEST_CASE("ctl/parked: a numbered event in another partition's queue is its source's to send") {
    ctl::ParkedRow other = row();
    other.partition = (other.partition + 1) % kPartitions;
    CHECK(ctl::to_redrive(other, other.body, kPartitions).error().what.starts_with("seq: "));
}

TEST_CASE("ctl/parked: conditions are escaped") {
    ctl::ParkedFilter filter;
    CHECK(filter.empty());
    CHECK(ctl::parked_where(filter) == "TRUE");
    filter.source = "a'b";
    filter.day = 20260803;
    CHECK(ctl::parked_where(filter) == "TRUE AND p.source='a\\'b' AND p.day=20260803");
}

TEST_CASE("ctl/parked: ages and digests as typed") {
    CHECK(ctl::read_age("90s").value() == 90'000'000);
    CHECK(ctl::read_age("1d").value() == 86'400'000'000);
    for (const char* wrong : {"", "m", "0m", "5", "5 m", "-1h", "5w", "99999999d"}) {
        CAPTURE(wrong);
        CHECK_FALSE(ctl::read_age(wrong).ok());
    }
    CHECK(ctl::read_digest_prefix("3fA").value() == "3FA");
    CHECK_FALSE(ctl::read_digest_prefix("3g").ok());
    CHECK_FALSE(ctl::read_digest_prefix("").ok());
}

TEST_CASE("ctl/masking: who the customer is stays hidden, everywhere in the body") {
    const std::string body =
        R"({"account":"AB1234","list":[{"mobile":98,"id":"E1"}],"fields":{"x":"y"}})";
    const std::string shown = ctl::pretty_body(body, false);
    CHECK(shown.find("AB1234") == std::string::npos);
    CHECK(shown.find("98") == std::string::npos);
    CHECK(shown.find("\"y\"") == std::string::npos);
    CHECK(shown.find("\"id\": \"E1\"") != std::string::npos);
    CHECK(ctl::pretty_body(body, true).find("\"account\": \"AB1234\"") != std::string::npos);
    CHECK(ctl::pretty_body("AB1234?", false) == "(7 bytes that are no JSON)");
    const std::string made_up = ctl::pretty_body(
        R"({"Email":"asha@broker","mobile_no":9876543210,"note":"call 98765 43210","id":"9876543210"})",
        false);
    CHECK_EQ(made_up,
             "{\n  \"Email\": \"as*********\",\n  \"mobile_no\": \"***\",\n"
             "  \"note\": \"call ********10\",\n  \"id\": \"9876543210\"\n}");
    CHECK(ctl::without_quoted("database: 'AB1234' twice") == "database: '…' twice");
}

TEST_CASE("ctl/gap: only numbers that are missing in front of what is held can be accepted") {
    ctl::GapRow gap;
    gap.first_missing = 3;
    gap.last_missing = 5;
    CHECK_FALSE(ctl::may_accept(gap, 2).ok());
    CHECK(ctl::may_accept(gap, 3).ok());
    CHECK(ctl::may_accept(gap, 5).ok());
    CHECK_FALSE(ctl::may_accept(gap, 6).ok());
}
