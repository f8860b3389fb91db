#include "common/operators/rights.h"

#include <doctest/doctest.h>

using operators::Adding;
using operators::adding;

TEST_CASE("operators/rights: the first is free, the second is the first's, then it takes two") {
    CHECK(adding(0, 0) == Adding::Free);
    CHECK(adding(1, 1) == Adding::WithToken);
    CHECK(adding(2, 2) == Adding::TwoPersons);
    CHECK(adding(40, 12) == Adding::TwoPersons);
}

TEST_CASE("operators/rights: who has revoked all others cannot add his own second") {
    CHECK(adding(2, 1) == Adding::TwoPersons);
    CHECK(adding(2, 0) == Adding::TwoPersons);
    CHECK(adding(1, 0) == Adding::Free);  // there never was another
}

TEST_CASE("operators/rights: a name has one spelling but for its case") {
    for (const char* good : {"asha", "Asha.Rao", "a", "ops-2_x"}) {
        CHECK(operators::problem_of_name(good).empty());
    }
    for (const char* bad : {"", " asha", "asha ", "asha rao", "a:b", "आशा",
                            "abcdefghijklmnopqrstuvwxyzabcdefghijklmno"}) {
        CHECK(operators::problem_of_name(bad).starts_with("name: "));
    }
}
