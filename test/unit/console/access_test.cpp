#include "producers/console/access.h"

#include <doctest/doctest.h>

using console::cookie;
using console::form_field;
using console::Logins;

namespace {

constexpr int64_t kLastsUs = 60'000'000;
constexpr base::MonoTime kNow{1'000'000'000};

Logins::Bytes bytes(unsigned char value) {
    Logins::Bytes all{};
    all[0] = value;
    return all;
}

}  // namespace

TEST_CASE("console/access: finds its cookie among others") {
    CHECK(cookie("a=1; backstop_console=abc; b=2", "backstop_console") == "abc");
    CHECK(cookie("backstop_console=abc", "backstop_console") == "abc");
    CHECK(cookie("xbackstop_console=1; b", "backstop_console").empty());
    CHECK(cookie("a=1; a=2", "a") == "1");
    CHECK(cookie("", "a").empty());
}

TEST_CASE("console/access: reads a form as browsers write it") {
    CHECK(form_field("user=x&token=a%2Bb+c%3d", "token") == "a+b c=");
    CHECK(form_field("token=100%", "token") == "100%");
    CHECK(form_field("token=%4", "token") == "%4");
    CHECK(form_field("token=%zz", "token") == "%zz");
    CHECK(form_field("tokens=1", "token").empty());
}

TEST_CASE("console/access: a login is known until it ends or is removed") {
    Logins logins{kLastsUs};
    const std::string one = logins.add(bytes(0xAB), kNow);
    CHECK(one.size() == 64);
    CHECK(one.starts_with("ab00"));
    CHECK(logins.known(one, kNow + (kLastsUs - 1)));
    CHECK_FALSE(logins.known(one, kNow + kLastsUs));
    CHECK_FALSE(logins.known("", kNow));
    logins.remove(one);
    CHECK_FALSE(logins.known(one, kNow));
}

TEST_CASE("console/access: with one login too many the oldest ends") {
    Logins logins{kLastsUs};
    const std::string oldest = logins.add(bytes(0), kNow);
    std::string newest;
    for (unsigned i = 1; i <= Logins::kLoginsMax; ++i) {
        newest = logins.add(bytes(static_cast<unsigned char>(i)), kNow + int64_t{i});
    }
    CHECK_FALSE(logins.known(oldest, kNow));
    CHECK(logins.known(newest, kNow));
}

TEST_CASE("console/access: a flood of wrong tokens is told of once a second") {
    Logins logins{kLastsUs};
    CHECK(logins.refuse(kNow) == 1);
    for (int i = 0; i < 1'000; ++i) CHECK(logins.refuse(kNow + 999'999) == 0);
    CHECK(logins.refuse(kNow + 1'000'000) == 1'001);
}
