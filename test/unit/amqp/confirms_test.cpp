#include "common/amqp/confirms.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using amqp::Confirms;
using amqp::Message;
using Numbers = std::vector<int>;

namespace {

// Takes in `count` more messages; the body is the number. Returns how many were taken.
int take_in(Confirms& confirms, int count) {
    int taken = 0;
    for (; taken < count; ++taken) {
        const auto next = confirms.confirmed_through() + confirms.messages() + 1;
        Message message{.exchange = "",
                        .routing_key = "",
                        .content_encoding = "",
                        .body = std::to_string(next)};
        if (!confirms.add(message, {})) break;
    }
    return taken;
}

// Sends all that may be sent; the numbers in the order of sending.
Numbers send_all(Confirms& confirms) {
    Numbers numbers;
    while (const Message* message = confirms.next_to_send()) {
        numbers.push_back(std::stoi(message->body));
        confirms.sent();
    }
    return numbers;
}

struct Window {
    explicit Window(int messages) {
        confirms.on_channel_open();
        take_in(confirms, messages);
        send_all(confirms);
    }
    Confirms confirms{{.messages_max = 100, .bytes_max = 1000}};
};

}  // namespace

TEST_CASE("amqp/confirms: numbers begin at 1 and the window is full at messages_max") {
    Confirms confirms{{.messages_max = 2, .bytes_max = 1000}};
    Message message{.exchange = "e", .routing_key = "r", .content_encoding = "", .body = "body"};
    CHECK(confirms.add(message, {}) == 1);
    CHECK(take_in(confirms, 5) == 1);
    CHECK_FALSE(confirms.has_room());
    Message refused{.exchange = "e", .routing_key = "r", .content_encoding = "", .body = "body"};
    CHECK_FALSE(confirms.add(refused, {}).has_value());
    CHECK(refused.body == "body");
}

TEST_CASE("amqp/confirms: the window is full at bytes_max") {
    Confirms confirms{{.messages_max = 100, .bytes_max = 6}};
    Message message{.exchange = "e", .routing_key = "r", .content_encoding = "", .body = "body"};
    CHECK(confirms.add(message, {}) == 1);
    CHECK(confirms.bytes() == 6);
    CHECK_FALSE(confirms.has_room());
}

TEST_CASE("amqp/confirms: the age is the lowest unconfirmed message's, over lost channels too") {
    Confirms confirms{{.messages_max = 100, .bytes_max = 1000}};
    CHECK(confirms.oldest_us({50}) == 0);
    for (const int64_t time_us : {100, 130}) {
        Message message{.exchange = "e", .routing_key = "r", .content_encoding = "", .body = "1"};
        REQUIRE(confirms.add(message, {time_us}).has_value());
    }
    CHECK(confirms.oldest_us({150}) == 50);
    confirms.on_channel_open();
    confirms.on_channel_lost();
    confirms.on_channel_open();
    CHECK(send_all(confirms) == Numbers{1, 1});
    CHECK(confirms.oldest_us({160}) == 60);
    CHECK(confirms.on_ack(1, false));
    CHECK(confirms.oldest_us({160}) == 30);
    CHECK(confirms.on_ack(2, false));
    CHECK(confirms.oldest_us({160}) == 0);
}

TEST_CASE("amqp/confirms: without a channel nothing is sent, with one all goes in order") {
    Confirms confirms{{}};
    take_in(confirms, 3);
    CHECK(send_all(confirms).empty());
    confirms.on_channel_open();
    CHECK(send_all(confirms) == Numbers{1, 2, 3});
    CHECK(confirms.resent() == 0);
}

TEST_CASE(
    "amqp/confirms: confirmed_through is the contiguous prefix, in whatever order acks come") {
    Window w{5};
    CHECK(w.confirms.on_ack(3, false));
    CHECK(w.confirms.on_ack(2, false));
    CHECK(w.confirms.confirmed_through() == 0);
    CHECK(w.confirms.on_ack(1, false));
    CHECK(w.confirms.confirmed_through() == 3);
    CHECK(w.confirms.on_ack(5, true));
    CHECK(w.confirms.confirmed_through() == 5);
    CHECK(w.confirms.messages() == 0);
    CHECK(w.confirms.bytes() == 0);
}

TEST_CASE("amqp/confirms: a tag that was never given or is settled is a broken channel") {
    Window w{3};
    CHECK_FALSE(w.confirms.on_ack(0, true));
    CHECK_FALSE(w.confirms.on_ack(4, false));
    CHECK(w.confirms.on_ack(2, false));
    CHECK_FALSE(w.confirms.on_ack(2, false));
    CHECK(w.confirms.on_ack(1, false));
    CHECK_FALSE(w.confirms.on_ack(1, true));
    CHECK(w.confirms.confirmed_through() == 2);
}

TEST_CASE("amqp/confirms: after a nack nothing new is sent until all is settled and rewound") {
    Window w{4};
    CHECK(w.confirms.on_nack(2, false));
    take_in(w.confirms, 1);
    CHECK(send_all(w.confirms).empty());
    CHECK(w.confirms.phase() == Confirms::Phase::Settling);
    CHECK(w.confirms.on_ack(4, true));  // 1, 3 and 4
    CHECK(w.confirms.phase() == Confirms::Phase::Refused);
    CHECK(w.confirms.confirmed_through() == 1);
    w.confirms.rewind();
    CHECK(w.confirms.nacks() == 1);
}

TEST_CASE(
    "amqp/confirms: what was confirmed behind a nacked message is sent again, one by one at "
    "first") {
    Window w{6};
    CHECK(w.confirms.on_nack(2, false));
    CHECK(w.confirms.on_ack(6, true));
    w.confirms.rewind();
    CHECK(send_all(w.confirms) == Numbers{2});
    CHECK(w.confirms.on_ack(7, false));
    CHECK(send_all(w.confirms) == Numbers{3, 4});
    CHECK(w.confirms.on_ack(9, true));
    CHECK(send_all(w.confirms) == Numbers{5, 6});
    CHECK(w.confirms.on_ack(11, true));
    CHECK(w.confirms.confirmed_through() == 6);
    CHECK(w.confirms.resent() == 5);
}

TEST_CASE(
    "amqp/confirms: a nack with multiple refuses every lower outstanding message, not the acked "
    "one") {
    Window w{4};
    CHECK(w.confirms.on_ack(1, false));
    CHECK(w.confirms.on_ack(3, false));
    CHECK(w.confirms.on_nack(4, true));  // 2 and 4
    CHECK(w.confirms.nacks() == 2);
    CHECK(w.confirms.phase() == Confirms::Phase::Refused);
    CHECK(w.confirms.confirmed_through() == 1);
}

TEST_CASE(
    "amqp/confirms: a return puts all outstanding messages in doubt although their acks come") {
    Window w{4};
    CHECK(w.confirms.on_ack(1, false));
    w.confirms.on_return();
    CHECK(w.confirms.on_ack(4, true));
    CHECK(w.confirms.confirmed_through() == 1);
    CHECK(w.confirms.phase() == Confirms::Phase::Refused);
    w.confirms.rewind();
    CHECK(send_all(w.confirms) == Numbers{2});
}

TEST_CASE(
    "amqp/confirms: after a lost channel tags begin at 1 again with the lowest unconfirmed "
    "message") {
    Window w{5};
    CHECK(w.confirms.on_ack(2, true));
    CHECK(w.confirms.on_ack(4, false));
    w.confirms.on_channel_lost();
    CHECK_FALSE(w.confirms.on_ack(3, false));
    CHECK(w.confirms.outstanding() == 0);
    w.confirms.on_channel_open();
    CHECK(send_all(w.confirms) == Numbers{3, 4, 5});
    CHECK(w.confirms.on_ack(1, false));
    CHECK(w.confirms.confirmed_through() == 3);
    CHECK_FALSE(w.confirms.on_ack(4, false));
}

TEST_CASE(
    "amqp/confirms: a channel lost while settling or refused begins afresh without the slow "
    "start") {
    Window w{3};
    CHECK(w.confirms.on_nack(1, false));
    w.confirms.on_channel_lost();
    CHECK(w.confirms.phase() == Confirms::Phase::Down);
    w.confirms.on_return();  // too late to mean anything
    w.confirms.on_channel_open();
    CHECK(send_all(w.confirms) == Numbers{1, 2, 3});
}
