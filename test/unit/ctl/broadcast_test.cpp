#include "producers/ctl/notices/broadcast.h"

#include <doctest/doctest.h>

#include "common/audit/masking.h"
#include "producers/ctl/notices/notice_list.h"

namespace ctl {

using events::Channel;

namespace {

Broadcast good() {
    Broadcast one;
    one.id = "margin-0803";
    one.name_of_template = "broadcast";
    one.channels = {Channel::Email, Channel::Sms};
    one.fields = {{"title", "Margin"}, {"body", "text"}};
    one.created_us = 10;
    one.expires_us = 20;
    return one;
}

Addressee customer(std::string account) {
    Addressee one;
    one.account = std::move(account);
    return one;
}

}  // namespace

TEST_CASE("ctl/broadcast: one notice for each channel, always under the same ids") {
    const auto all = notices_of(good(), customer("AB1234"));
    REQUIRE_EQ(all.size(), 2);
    CHECK_EQ(all[0].id, "notify:margin-0803:AB1234:email");
    CHECK_EQ(all[1].id, "notify:margin-0803:AB1234:sms");
    CHECK_EQ(all[0].recipient, "");
    CHECK_EQ(notices::problem_of(all[0]), "");
    CHECK_EQ(notices_of(good(), customer("AB1234"))[0].id, all[0].id);
}

TEST_CASE(
    "ctl/broadcast: an address that is given goes before the customer's, a row's field before "
    "all's") {
    Addressee one = customer("AB1234");
    one.email = "a@b.in";
    one.fields = {{"body", "own"}};
    const auto all = notices_of(good(), one);
    CHECK_EQ(all[0].recipient, "a@b.in");
    CHECK_EQ(all[1].recipient, "");
    CHECK_EQ(all[0].fields, notices::Fields{{"body", "own"}, {"title", "Margin"}});
}

TEST_CASE("ctl/broadcast: a number is not taken for the account of the same digits") {
    Addressee one;
    one.email = "a@b.in";
    one.mobile = "9876543210";
    const auto all = notices_of(good(), one);
    CHECK_NE(all[1].id, notices_of(good(), customer("9876543210"))[1].id);
    CHECK(all[1].id.find("9876543210") == std::string::npos);  // ids are shown and logged
}

TEST_CASE("ctl/broadcast: ids stay readable at their longest") {
    Broadcast one = good();
    one.id = std::string(kBroadcastIdMax, 'x');
    const auto all = notices_of(one, customer(std::string(16, 'A')));
    CHECK(all[0].id.find('#') == std::string::npos);
}

TEST_CASE("ctl/broadcast: what is wrong begins with the option") {
    CHECK_EQ(problem_of(good()), "");
    const auto problem = [](auto change) {
        Broadcast one = good();
        change(one);
        const std::string why = problem_of(one);
        return why.substr(0, why.find(':'));
    };
    CHECK_EQ(problem([](auto& one) { one.id = "a b"; }), "id");
    CHECK_EQ(problem([](auto& one) { one.id = std::string(35, 'x'); }), "id");
    CHECK_EQ(problem([](auto& one) { one.channels.clear(); }), "channel");
    CHECK_EQ(problem([](auto& one) { one.fields.emplace_back("title", "again"); }), "field");
    CHECK_EQ(problem([](auto& one) { one.fields.emplace_back("x y", ""); }), "field");
    CHECK_EQ(problem([](auto& one) { one.name_of_template = "x y"; }), "template");
}

TEST_CASE("ctl/broadcast: fields are split at the first equals sign") {
    CHECK_EQ(read_field("body=a=b").value(), std::pair<std::string, std::string>{"body", "a=b"});
    CHECK_EQ(read_field("body=").value().second, "");
    CHECK_FALSE(read_field("body").ok());
    CHECK_FALSE(read_field("=x").ok());
}

TEST_CASE("ctl/broadcast: a time to live has a unit and an end") {
    CHECK_EQ(read_duration_us("90s").value(), 90'000'000);
    CHECK_EQ(read_duration_us("2h").value(), 7'200'000'000);
    CHECK_EQ(read_duration_us("30d").value(), 30 * 86'400'000'000);
    for (const char* wrong : {"", "2", "h", "0h", "-1h", "2 h", "31d", "99999999999999999999d"}) {
        CHECK_FALSE(read_duration_us(wrong).ok());
    }
}

TEST_CASE("ctl/broadcast: a template gets the fields it declares, no more and no fewer") {
    const Broadcast one = good();
    CHECK_EQ(problem_of_fields(one, {}, {"title", "body"}), "");
    CHECK_EQ(problem_of_fields(one, {}, {"title", "body", "name", "account"}), "");
    CHECK_EQ(problem_of_fields(one, {"amount"}, {"title", "body"}),
             "field: broadcast has no amount");
    CHECK_EQ(problem_of_fields(one, {}, {"title", "body", "amount"}),
             "field: broadcast needs amount");
}

TEST_CASE("ctl/broadcast: a row that makes no notice is a bad one before anything is written") {
    BroadcastList list;
    for (const size_t line : {2u, 3u}) {
        Addressee& one = list.good.emplace_back();
        one.line = line;
        one.account = "A" + std::to_string(line);
    }
    list.good[0].fields = {{"amount", std::string(40'000, 'x')}};
    move_unfit(good(), list);
    REQUIRE_EQ(list.good.size(), 1);
    CHECK_EQ(list.good[0].line, 3);
    REQUIRE_EQ(list.bad.size(), 1);
    CHECK_EQ(list.bad[0].line, 2);
    CHECK_EQ(list.bad[0].why, "fields: above 32 KiB");
}

TEST_CASE(
    "ctl/broadcast: another text under a known id is told by what differs, never by its value") {
    const Broadcast broadcast = good();
    Addressee anybody;
    anybody.account = "A";
    const notices::Notice now = notices_of(broadcast, anybody)[0];
    KnownNotice known{now.name_of_template, std::string{events::name_of(now.language)},
                      now.recipient, notices::json_of(now.fields), now.urgent};
    CHECK_EQ(difference_of(known, now), "");
    KnownNotice other = known;
    other.fields = R"({"title":"Site is down","extra":"x"})";
    CHECK_EQ(difference_of(other, now), "field body, field extra, field title");
    other = known;
    other.name_of_template = "site_active";
    CHECK_EQ(difference_of(other, now), "template site_active, now broadcast");
    other = known;
    other.urgent = !known.urgent;
    CHECK_EQ(difference_of(other, now), "urgent");
}

TEST_CASE("ctl/notices: addresses are masked") {
    CHECK_EQ(audit::masked_recipient("asha@mail.example.com"), "a***@m***.com");
    CHECK_EQ(audit::masked_recipient("@x"), "***@x***");
    CHECK_EQ(audit::masked_recipient("9876543289"), "********89");
    CHECK_EQ(audit::masked_recipient("123"), "***");
    CHECK_EQ(audit::masked_recipient(""), "");
}

TEST_CASE("ctl/notices: a broadcast's id finds its notices, and no wildcard more") {
    CHECK_EQ(where_of({"", "dead", "a_b%"}),
             " WHERE 1=1 AND state='dead' AND (id='a_b%' OR broadcast='a_b%' OR id LIKE "
             "'notify:a|_b|%:%' ESCAPE '|')");
}

}  // namespace ctl
