#include "common/notices/notice.h"

#include <doctest/doctest.h>

#include "common/events/command.h"

using events::Channel;
using notices::notice_id;

namespace {

notices::Notice good_notice() {
    notices::Notice notice;
    notice.id = notice_id("exit", "c-1", Channel::Sms);
    notice.account = "AB1234";
    notice.name_of_template = "exit_result";
    notice.fields = {{"done", "2 of 2"}};
    notice.created_us = 1;
    notice.expires_us = 2;
    return notice;
}

}  // namespace

TEST_CASE("notices/notice: the id is made of kind, cause and channel") {
    CHECK(notice_id("exit", "c-1", Channel::Sms) == "exit:c-1:sms");
    CHECK(notice_id("exit", "c-1", Channel::Email) == "exit:c-1:email");
}

TEST_CASE("notices/notice: a cause that is too long is replaced, the same by the same") {
    const std::string longest(events::kNoticeIdMax - 9, 'x');
    CHECK(notice_id("exit", longest, Channel::Sms).size() == events::kNoticeIdMax);
    CHECK(notice_id("exit", longest, Channel::Sms).find('#') == std::string::npos);
    const std::string longer = longest + "x";
    const std::string id = notice_id("exit", longer, Channel::Sms);
    CHECK(id.starts_with("exit:#"));
    CHECK(id.ends_with(":sms"));
    CHECK(id.size() == 42);
    CHECK(id == notice_id("exit", longer, Channel::Sms));
    CHECK(id != notice_id("exit", longest + "y", Channel::Sms));
}

TEST_CASE("notices/notice: the digits of a cause stay what they are for ever") {
    CHECK(notice_id("exit", std::string(64, 'x'), Channel::Push) ==
          "exit:#6a5defddb71a257d6a95ac73a8c36651:push");
}

TEST_CASE("notices/notice: a cause cannot pose as the replacement of another") {
    const std::string id = notice_id("exit", std::string(64, 'x'), Channel::Sms);
    const std::string cause = id.substr(5, id.size() - 9);
    CHECK(notice_id("exit", cause, Channel::Sms) != id);
}

TEST_CASE("notices/notice: fields are a JSON object of texts") {
    CHECK(notices::json_of({}) == "{}");
    CHECK(notices::json_of({{"why", "a \"b\"\n"}, {"done", "2"}}) ==
          R"({"why":"a \"b\"\u000a","done":"2"})");
}

TEST_CASE("notices/notice: what cannot be written is named by its field") {
    CHECK(notices::problem_of(good_notice()).empty());
    const auto problem = [](auto change) {
        notices::Notice notice = good_notice();
        change(notice);
        const std::string why = notices::problem_of(notice);
        return why.substr(0, why.find(':'));
    };
    CHECK(problem([](auto& n) { n.id = ""; }) == "id");
    CHECK(problem([](auto& n) { n.id = std::string(65, 'x'); }) == "id");
    CHECK(problem([](auto& n) { n.account = ""; }) == "recipient");
    CHECK(problem([](auto& n) { n.recipient = std::string(255, 'x'); }) == "recipient");
    CHECK(problem([](auto& n) { n.name_of_template = "with space"; }) == "template");
    CHECK(problem([](auto& n) { n.fields = {{"", "x"}}; }) == "fields");
    CHECK(problem([](auto& n) { n.fields = {{"x", std::string(40'000, 'x')}}; }) == "fields");
    CHECK(problem([](auto& n) { n.recipient = "caf\xE9"; }) == "recipient");
    CHECK(problem([](auto& n) { n.fields = {{"x", "caf\xE9"}}; }) == "fields");
    CHECK(problem([](auto& n) { n.expires_us = 1; }) == "expires_us");
}

TEST_CASE("notices/notice: texts are UTF-8 as the database takes it") {
    CHECK(notices::is_utf8("plain"));
    CHECK(notices::is_utf8("\u0928\u092E\u0938\u094D\u0924\u0947 \U0001F600"));
    CHECK_FALSE(notices::is_utf8("\xC0\xAF"));          // longer than need be
    CHECK_FALSE(notices::is_utf8("\xE0\x80\xAF"));      // the same
    CHECK_FALSE(notices::is_utf8("\xED\xA0\x80"));      // half of a pair of UTF-16
    CHECK_FALSE(notices::is_utf8("\xF4\x90\x80\x80"));  // beyond Unicode
    CHECK_FALSE(notices::is_utf8("\xE0\xA4"));          // cut off
    CHECK_FALSE(notices::is_utf8("\x80"));              // begins in the middle
}
