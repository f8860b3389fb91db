#include "producers/ctl/notices/broadcast_list.h"

#include <doctest/doctest.h>

namespace ctl {

using events::Channel;

namespace {

const std::vector<Channel> kBoth{Channel::Email, Channel::Sms};

BroadcastList list_of(const std::string& text, const std::vector<Channel>& channels = kBoth) {
    auto read = read_broadcast_list(text, channels);
    REQUIRE_MESSAGE(read.ok(), read.error().what);
    return std::move(read).value();
}

std::string problem(const std::string& text, const std::vector<Channel>& channels = kBoth) {
    const auto read = read_broadcast_list(text, channels);
    return read.ok() ? "" : read.error().what;
}

// "line: why" of the one bad row.
std::string bad(const std::string& text, const std::vector<Channel>& channels = kBoth) {
    const BroadcastList list = list_of(text, channels);
    REQUIRE_EQ(list.bad.size(), 1);
    return std::to_string(list.bad[0].line) + ": " + list.bad[0].why;
}

}  // namespace

TEST_CASE("ctl/broadcast_list: accounts, addresses of their own, and fields") {
    const BroadcastList list =
        list_of("account,email,amount\nAB1234,,\"1,200\"\nAB1235,a@b.in,7\n");
    CHECK(list.bad.empty());
    REQUIRE_EQ(list.good.size(), 2);
    CHECK_EQ(list.good[0].account, "AB1234");
    CHECK_EQ(list.good[0].fields, notices::Fields{{"amount", "1,200"}});
    CHECK_EQ(list.good[1].email, "a@b.in");
    CHECK_EQ(list.good[1].line, 3);
}

TEST_CASE("ctl/broadcast_list: a file that names no one for a channel is refused as a whole") {
    CHECK_EQ(problem(""), "line 1: no columns are named");
    CHECK_EQ(problem("email,amount\n"), "line 1: no column account or mobile");
    CHECK_EQ(problem("mobile\n"), "line 1: no column account or email");
    CHECK_EQ(problem("email\n", {Channel::Email}), "");
    CHECK_EQ(problem("email\n", {Channel::Push}), "line 1: no column account, which push needs");
    CHECK_EQ(problem("account,account\n"), "line 1: column account twice");
    CHECK_EQ(problem("account,\n"), "line 1: a column without a name");
}

TEST_CASE("ctl/broadcast_list: a bad row is told by line and column, without the address") {
    CHECK_EQ(bad("account\nab1\n"), "2: account: must be at most 16 of A-Z 0-9");
    CHECK_EQ(bad("account,email\nA1,x@y\n"), "2: email: not an address");
    CHECK_EQ(bad("account,mobile\nA1,98765\n"),
             "2: mobile: must be 10 to 15 digits, perhaps behind a +");
    CHECK_EQ(bad("email,mobile\na@b.in,\n"), "2: mobile: empty, without account");
    CHECK_EQ(bad("account,x\nA1\n"), "2: has 1 cells, where the first line names 2 columns");
    CHECK_EQ(bad("account,x\nA1,\xE9\n"), "2: x: not UTF-8");
}

TEST_CASE("ctl/broadcast_list: the second of two is bad, the first stays") {
    const BroadcastList list = list_of("account\nA1\nA2\nA1\n");
    CHECK_EQ(list.good.size(), 2);
    REQUIRE_EQ(list.bad.size(), 1);
    CHECK_EQ(list.bad[0].line, 4);
    CHECK_EQ(list.bad[0].why, "account: stands in line 2 already");
    CHECK_EQ(bad("email\na@b.in\na@b.in\n", {Channel::Email}),
             "3: email: stands in line 2 already");
    // One family, two accounts.
    CHECK(list_of("account,email\nA1,a@b.in\nA2,a@b.in\n").bad.empty());
}

TEST_CASE("ctl/broadcast_list: addresses as they are used") {
    for (const char* good : {"a@b.in", "first.last+tag@mail.example.com"}) {
        CHECK_EQ(problem_of_email(good), "");
    }
    for (const char* wrong : {"", "a", "@b.in", "a@", "a@b", "a@.in", "a@b.", "a@@b.in", "a b@c.in",
                              "a@b..in", "a@b.in,c@d.in", "a@b.in\nBcc: x@y.in"}) {
        CHECK_EQ(problem_of_email(wrong), "not an address");
    }
    CHECK_EQ(problem_of_mobile("+919876543210"), "");
    CHECK_NE(problem_of_mobile("98765 43210"), "");
    CHECK_NE(problem_of_mobile("++919876543210"), "");
}

}  // namespace ctl
