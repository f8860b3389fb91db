#include "consumers/notifier/decide.h"

#include <doctest/doctest.h>

namespace {

using notifier::Channel;
using notifier::State;

constexpr base::WallTime kNow{1'000'000'000};
const notifier::Rules kRules{.channel = Channel::Email, .attempts_max = 3, .lease_us = 20'000'000};

notifier::Notice notice() {
    notifier::Notice made;
    made.id = "n";
    made.recipient = "a@example.org";
    made.channel = Channel::Email;
    made.name_of_template = "hello";
    made.language = "en";
    made.fields = R"({"word":"you"})";
    made.expires_us = kNow.us + 1;
    made.state = State::Queued;
    return made;
}

notifier::Decision decided(const notifier::Notice& notice) {
    notifier::Templates templates;
    REQUIRE(templates.add("hello.en.email.txt", "Subject: Hi\n{{word}}", {"word"}).empty());
    return notifier::decide(notice, kRules, templates, kNow);
}

std::string death(const notifier::Notice& notice) {
    const auto decision = decided(notice);
    const auto* dead = std::get_if<notifier::Dead>(&decision);
    return dead == nullptr ? "alive" : dead->reason;
}

}  // namespace

TEST_CASE("notifier/decide: waiting and queued rows are sent, the relay's answer may come late") {
    auto one = notice();
    for (const State state : {State::Waiting, State::Queued}) {
        one.state = state;
        const auto decision = decided(one);
        const auto* send = std::get_if<notifier::Send>(&decision);
        REQUIRE(send != nullptr);
        CHECK_EQ(send->outgoing.subject, "Hi");
        CHECK_EQ(send->outgoing.text, "you");
    }
}

TEST_CASE("notifier/decide: what has a fate keeps it, even past its time") {
    auto one = notice();
    one.expires_us = 0;
    for (const State state : {State::Sent, State::Dead}) {
        one.state = state;
        CHECK(std::holds_alternative<notifier::Done>(decided(one)));
    }
}

TEST_CASE("notifier/decide: a row being sent waits for its lease, at most the whole of it") {
    auto one = notice();
    one.state = State::Sending;
    one.changed_us = kNow.us - 5'000'000;
    CHECK_EQ(std::get<notifier::Later>(decided(one)).wait_us, 15'000'000);
    one.changed_us = kNow.us + 3'600'000'000;  // of a clock that went ahead
    CHECK_EQ(std::get<notifier::Later>(decided(one)).wait_us, 20'000'000);
    one.changed_us = kNow.us - 20'000'000;
    CHECK(std::holds_alternative<notifier::Send>(decided(one)));
}

TEST_CASE("notifier/decide: every death has its reason") {
    auto one = notice();
    one.expires_us = kNow.us;
    CHECK_EQ(death(one), "expired");
    one = notice();
    one.attempts = 3;
    CHECK_EQ(death(one), "attempts: used up");
    one = notice();
    one.channel = Channel::Sms;
    CHECK_EQ(death(one), "channel: named on the queue of email");
    one = notice();
    one.recipient = "";
    CHECK_EQ(death(one), "recipient: there is none");
    one.recipient = "a@b@c";
    CHECK_EQ(death(one), "recipient: malformed");
    one = notice();
    one.name_of_template = "nothing";
    CHECK_EQ(death(one), "template nothing: there is none for email");
    one = notice();
    one.fields = "{}";
    CHECK_EQ(death(one), "field word: missing");
    one.fields = R"({"word":1})";
    CHECK_EQ(death(one), "fields: no JSON object of texts");
    one.fields = "word";
    CHECK_EQ(death(one), "fields: no JSON object of texts");
}

TEST_CASE("notifier/decide: numbers and devices") {
    using notifier::is_recipient;
    for (const char* good : {"+919812345678", "919812345678", "98123456"}) {
        CHECK(is_recipient(Channel::Sms, good));
    }
    for (const char* bad :
         {"", "+", "1234567", "+91 9812345678", "+9198123456781234", "98123x5678"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_recipient(Channel::Sms, bad));
    }
    CHECK(is_recipient(Channel::Push, "abc:DEF-1_2"));
    CHECK_FALSE(is_recipient(Channel::Push, ""));
    CHECK_FALSE(is_recipient(Channel::Push, "a b"));
    CHECK_FALSE(is_recipient(Channel::Push, std::string(201, 'x')));
}
