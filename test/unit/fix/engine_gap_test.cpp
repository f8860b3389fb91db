#include <doctest/doctest.h>

#include "test/unit/fix/pair.h"

namespace {

using Ids = std::vector<std::string>;

bool wrote(const Heard::Facts& facts, const std::string& type, const std::string& field) {
    for (const std::string& text : facts.wire) {
        if (text[0] == '>' &&
            text.find("\x01"
                      "35=" +
                      type + "\x01") != std::string::npos &&
            text.find("\x01" + field + "\x01") != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("fix/engine: what was missed while away comes again after the next logon") {
    Pair pair;
    REQUIRE(pair.log_on());
    CHECK(pair.venue->send("member", numbered(1)) == 2);
    REQUIRE(pair.member_heard.wait_messages(1));
    pair.member_heard.change([](auto& facts) { facts.room = 1; });
    CHECK(pair.venue->send("member", numbered(2)) == 3);  // not taken: the connection ends
    REQUIRE(pair.member_heard.wait_logouts(1));
    CHECK(pair.member_heard.now().logouts[0] == "no room for message 3");
    pair.member_heard.change([](auto& facts) { facts.room = SIZE_MAX; });
    REQUIRE(pair.member_heard.wait_messages(2));
    const auto messages = pair.member_heard.now().messages;
    CHECK(exec_ids(messages) == Ids{"exec-1", "exec-2"});
    CHECK(messages[1].seq == 3);
    CHECK(messages[1].poss_dup);
    REQUIRE(pair.venue_heard.wait_logons(2));
    CHECK(pair.member_heard.now().logons.back() == 3);
}

TEST_CASE("fix/engine: a fresh process rewinds before start and gets the same messages again") {
    Pair pair;
    REQUIRE(pair.log_on());
    for (int i = 1; i <= 4; ++i) CHECK(pair.venue->send("member", numbered(i)) == i + 1);
    REQUIRE(pair.member_heard.wait_messages(4));
    pair.member.reset();
    REQUIRE(pair.venue_heard.wait_logouts(1));
    pair.make_member();
    pair.member->rewind("venue", 3);
    REQUIRE(pair.log_on());
    REQUIRE(pair.member_heard.wait_messages(7));
    const auto facts = pair.member_heard.now();
    CHECK(exec_ids(facts.messages) ==
          Ids{"exec-1", "exec-2", "exec-3", "exec-4", "exec-2", "exec-3", "exec-4"});
    for (size_t i = 4; i < 7; ++i) CHECK(facts.messages[i].poss_dup);
    CHECK(facts.messages[4].seq == 3);
    CHECK(facts.logons.back() == 3);
    CHECK(wrote(facts, "2", "7=3"));  // ResendRequest, BeginSeqNo
    // The logout and the logon hold nothing for us.
    CHECK(pair.member_heard.wait([](const auto& now) { return !now.resets.empty(); }));
}

TEST_CASE("fix/engine: rewind in on_logout holds for the next logon") {
    Pair pair;
    REQUIRE(pair.log_on());
    for (int i = 1; i <= 3; ++i) CHECK(pair.venue->send("member", numbered(i)) > 0);
    REQUIRE(pair.member_heard.wait_messages(3));
    pair.member_heard.change([](auto& facts) { facts.rewind_to = 2; });
    pair.member->drop("venue");
    REQUIRE(pair.member_heard.wait_logouts(1));
    CHECK(pair.member_heard.now().logouts[0].find("dropped") != std::string::npos);
    REQUIRE(pair.member_heard.wait_messages(6));
    CHECK(exec_ids(pair.member_heard.now().messages) ==
          Ids{"exec-1", "exec-2", "exec-3", "exec-1", "exec-2", "exec-3"});
}

TEST_CASE("fix/engine: messages that arrive behind a gap are handed out once, in order") {
    Pair pair;
    REQUIRE(pair.log_on());
    for (int i = 1; i <= 50; ++i) CHECK(pair.venue->send("member", numbered(i)) > 0);
    REQUIRE(pair.member_heard.wait_messages(50));
    pair.member.reset();
    REQUIRE(pair.venue_heard.wait_logouts(1));
    pair.make_member();
    pair.member->rewind("venue", 2);
    REQUIRE(pair.member->start().empty());
    REQUIRE(pair.venue_heard.wait_logons(2));
    for (int i = 51; i <= 100; ++i) CHECK(pair.venue->send("member", numbered(i)) > 0);
    REQUIRE(pair.member_heard.wait_messages(150));
    const auto messages = pair.member_heard.now().messages;
    REQUIRE(messages.size() == 150);
    for (size_t i = 51; i < messages.size(); ++i) CHECK(messages[i].seq > messages[i - 1].seq);
    CHECK(*messages.back().find(17) == "exec-100");
}

TEST_CASE("fix/engine: without resend_application old messages become a gap fill") {
    Pair pair;
    pair.venue_config.sessions[0].resend_application = false;
    REQUIRE(pair.log_on());
    for (int i = 1; i <= 3; ++i) CHECK(pair.venue->send("member", numbered(i)) > 0);
    REQUIRE(pair.member_heard.wait_messages(3));
    pair.member_heard.change([](auto& facts) { facts.rewind_to = 2; });
    pair.member->drop("venue");
    REQUIRE(pair.member_heard.wait([](const auto& facts) { return !facts.resets.empty(); }));
    REQUIRE(pair.venue_heard.wait_logons(2));
    const int64_t next = pair.venue->send("member", numbered(4));
    CHECK(next > 0);
    REQUIRE(pair.member_heard.wait_messages(4));
    const auto messages = pair.member_heard.now().messages;
    CHECK(exec_ids(messages) == Ids{"exec-1", "exec-2", "exec-3", "exec-4"});
    CHECK(messages.back().seq == next);
}

TEST_CASE("fix/engine: a logon that begins anew is told and resets both sides") {
    Pair pair;
    REQUIRE(pair.log_on());
    CHECK(pair.venue->send("member", numbered(1)) == 2);
    REQUIRE(pair.member_heard.wait_messages(1));
    pair.member.reset();
    REQUIRE(pair.venue_heard.wait_logouts(1));
    pair.member_config.sessions[0].reset_on_logon = true;
    REQUIRE(pair.log_on());
    CHECK(pair.venue_heard.now().new_begins == std::vector<int64_t>{1});
    CHECK(pair.venue->send("member", numbered(2)) == 2);
    CHECK(pair.member_heard.now().logons.back() == 2);
}
