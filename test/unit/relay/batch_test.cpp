#include "producers/relay/batch.h"

#include <doctest/doctest.h>

#include "common/events/command.h"

namespace relay {

using events::Channel;

namespace {

std::vector<WaitingNotice> rows(size_t count, Channel channel) {
    std::vector<WaitingNotice> all;
    for (size_t i = 0; i < count; ++i) all.push_back({"n" + std::to_string(i), channel});
    return all;
}

// Publishes all that is left, numbered from `number` on; the messages as (key, ids).
std::vector<std::pair<std::string, std::vector<std::string>>> publish(Batch& batch,
                                                                      uint64_t number) {
    std::vector<std::pair<std::string, std::vector<std::string>>> sent;
    while (amqp::Message* message = batch.next()) {
        auto request = events::decode_notice_request(message->body);
        REQUIRE(request.ok());
        CHECK_EQ(message->exchange, "notify");
        CHECK(message->persistent);
        sent.emplace_back(message->routing_key, std::move(request).value().ids);
        CHECK_EQ(batch.published(number++), sent.back().second.size());
    }
    return sent;
}

}  // namespace

TEST_CASE("relay/batch: nothing to publish is complete") {
    CHECK(Batch{}.complete());
    CHECK(Batch{{}, Urgency::Bulk, 50}.confirmed_ids().empty());
}

TEST_CASE("relay/batch: each channel has messages of its own, filled in the rows' order") {
    std::vector<WaitingNotice> all = rows(5, Channel::Sms);
    all.insert(all.begin() + 1, {"mail", Channel::Email});
    Batch batch{all, Urgency::Bulk, 2};
    const auto sent = publish(batch, 1);
    REQUIRE_EQ(sent.size(), 4);
    CHECK_EQ(sent[0],
             std::pair{std::string{"notify.sms.bulk"}, std::vector<std::string>{"n0", "n1"}});
    CHECK_EQ(sent[1],
             std::pair{std::string{"notify.email.bulk"}, std::vector<std::string>{"mail"}});
    CHECK_EQ(sent[2].second, std::vector<std::string>{"n2", "n3"});
    CHECK_EQ(sent[3].second, std::vector<std::string>{"n4"});
}

TEST_CASE("relay/batch: an urgent one goes alone, to the urgent queue") {
    Batch batch{rows(2, Channel::Push), Urgency::Urgent, 1};
    const auto sent = publish(batch, 1);
    REQUIRE_EQ(sent.size(), 2);
    CHECK_EQ(sent[0].first, "notify.push.urgent");
}

TEST_CASE("relay/batch: only what is confirmed is marked") {
    Batch batch{rows(5, Channel::Sms), Urgency::Bulk, 2};
    publish(batch, 7);  // as messages 7, 8 and 9
    batch.confirmed_through(6);
    CHECK(batch.confirmed_ids().empty());
    CHECK_EQ(batch.unconfirmed_messages(), 3);
    CHECK_EQ(batch.published_ids().size(), 5);  // the publisher sends them until they are confirmed
    batch.confirmed_through(8);
    CHECK_EQ(batch.confirmed_ids(), std::vector<std::string>{"n0", "n1", "n2", "n3"});
    CHECK_FALSE(batch.complete());
    batch.confirmed_through(9);
    CHECK(batch.complete());
    CHECK_EQ(batch.confirmed_ids().size(), 5);
}

TEST_CASE("relay/batch: what is not published yet is not confirmed by an earlier batch's number") {
    Batch batch{rows(2, Channel::Sms), Urgency::Urgent, 1};
    batch.confirmed_through(100);
    CHECK(batch.confirmed_ids().empty());
    REQUIRE(batch.next() != nullptr);
    batch.published(101);
    batch.confirmed_through(100);
    CHECK(batch.confirmed_ids().empty());
    batch.confirmed_through(101);
    CHECK_EQ(batch.confirmed_ids(), std::vector<std::string>{"n0"});
    CHECK_EQ(batch.published_ids(), std::vector<std::string>{"n0"});
    CHECK_FALSE(batch.complete());
}

TEST_CASE(
    "relay/batch: the table is asked at once after a full batch, less and less often after none") {
    const RelayConfig config;
    CHECK_EQ(wait_ms(config, 1000, 1000, 200), 0);
    CHECK_EQ(wait_ms(config, 999, 1000, 200), 20);
    CHECK_EQ(wait_ms(config, 0, 1000, 0), 20);
    CHECK_EQ(wait_ms(config, 0, 1000, 20), 40);
    CHECK_EQ(wait_ms(config, 0, 1000, 160), 200);
    CHECK_EQ(wait_ms(config, 0, 1000, 200), 200);
}

}  // namespace relay
