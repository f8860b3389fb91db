#include "common/audit/person.h"

#include <doctest/doctest.h>

using audit::check_second;
using audit::Person;

namespace {

Person at(const char* name, const char* os_user, bool by_token = false, const char* host = "desk") {
    return {name, os_user, host, by_token};
}

bool may(const Person& first, const Person& second) { return check_second(first, second).ok(); }

}  // namespace

TEST_CASE("audit/person: a name is compared without its case and its blanks") {
    for (const char* name : {"asha", "Asha", "ASHA", " asha", "asha  ", "  aShA "}) {
        CHECK_EQ(audit::folded(name), "asha");
    }
    CHECK_EQ(audit::folded(" Asha   Rao "), "asha rao");
    CHECK_EQ(audit::folded("आशा"), "आशा");
    CHECK_NE(audit::folded("asharao"), audit::folded("asha rao"));
}

TEST_CASE("audit/person: nobody is his own second, however he spells himself") {
    for (const char* name : {"asha", "Asha", "ASHA ", " asha"}) {
        CHECK_FALSE(may(at("asha", "ops"), at(name, "ops")));
        CHECK_FALSE(may(at("asha", "ops"), at(name, "desk2")));
        CHECK_FALSE(may(at("asha", "ops", true), at(name, "desk2", true)));
    }
}

TEST_CASE("audit/person: another OS user is another person") {
    CHECK(may(at("asha", "asha"), at("ravi", "ravi")));
    CHECK(may(at("asha", "asha", true), at("ravi", "ravi")));
}

TEST_CASE("audit/person: the same OS user is the same one on another machine too") {
    CHECK_FALSE(may(at("asha", "ops", false, "one"), at("ravi", "ops", false, "two")));
}

TEST_CASE("audit/person: under one OS user each must show a token, and one token is one person") {
    CHECK(may(at("asha", "ops", true), at("ravi", "ops", true)));
    // Who holds one token could type any name where none is shown.
    CHECK_FALSE(may(at("asha", "ops", false), at("ravi", "ops", true)));
    CHECK_FALSE(may(at("asha", "ops", true), at("ravi", "ops", false)));
    CHECK_FALSE(may(at("asha", "ops", true), at("asha", "ops", true)));
    const auto told = check_second(at("asha", "ops"), at("ravi", "ops", true));
    CHECK_NE(told.error().what.find("asha must have asked for it with the token"),
             std::string::npos);
}

TEST_CASE("audit/person: an OS user that anybody can make up proves nobody") {
    const char* made_up = "daemon in a user namespace";
    CHECK_FALSE(may(at("asha", "ops"), at("ravi", made_up)));
    CHECK_FALSE(may(at("asha", made_up), at("ravi", "ops")));
    CHECK_FALSE(may(at("asha", made_up), at("ravi", "root in a user namespace", true)));
    CHECK(may(at("asha", "ops", true), at("ravi", made_up, true)));
    const auto told = check_second(at("asha", "ops"), at("ravi", made_up));
    CHECK_NE(told.error().what.find("may be one person"), std::string::npos);
}

TEST_CASE("audit/person: what nobody else could agree to is not asked for") {
    CHECK(audit::check_first(at("asha", "ops")).ok());
    CHECK(audit::check_first(at("asha", "daemon in a user namespace", true)).ok());
    const auto told = audit::check_first(at("asha", "daemon in a user namespace"));
    REQUIRE_FALSE(told.ok());
    CHECK(told.error().what.starts_with("by: asha works as daemon in a user namespace"));
    Person unvouched = at("asha", "ops", true);
    unvouched.unvouched = true;
    CHECK_FALSE(audit::check_first(unvouched).ok());
}

TEST_CASE("audit/person: this process has an OS user and a host") {
    const Person here = audit::person_here("");
    CHECK_FALSE(here.os_user.empty());
    CHECK_FALSE(here.host.empty());
    CHECK_EQ(here.name, here.os_user);
    CHECK_FALSE(here.by_token);
    CHECK_EQ(audit::person_here("ravi").name, "ravi");
}
