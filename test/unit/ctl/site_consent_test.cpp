#include "producers/ctl/site_consent.h"

#include <doctest/doctest.h>

using ctl::consent_to_activate;
using verdict::Trust;
using verdict::Verdict;

namespace {

Verdict of(Trust trust) {
    Verdict books;
    books.trust = trust;
    books.findings = {{trust, verdict::Scope::Site, "", "no trading day is open"},
                      {Trust::Trusted, verdict::Scope::Site, "", "archive does not do its work"}};
    return books;
}

}  // namespace

TEST_CASE("ctl/site_consent: books that are not trusted need a decision, and it is told") {
    const auto refused = consent_to_activate(of(Trust::NotTrusted), true, false);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().what.starts_with("books: NOT_TRUSTED: no trading day is open; mend"));
    const auto decided = consent_to_activate(of(Trust::NotTrusted), true, true);
    REQUIRE(decided.ok());
    CHECK(decided.value().degraded);
    CHECK(decided.value().books == "NOT_TRUSTED: no trading day is open");
}

TEST_CASE("ctl/site_consent: exceptions activate, and --degraded where it is not needed is none") {
    const auto allowed = consent_to_activate(of(Trust::Exceptions), true, true);
    REQUIRE(allowed.ok());
    CHECK_FALSE(allowed.value().degraded);
    CHECK(consent_to_activate(Verdict{}, true, false).value().books == "TRUSTED");
}

TEST_CASE("ctl/site_consent: how old the comparison is, and that there was no new one, is told") {
    Verdict books;
    books.compared_ago_us = 46'000'001;
    const std::string told = "TRUSTED; every account compared in the last 47 s";
    CHECK(consent_to_activate(books, true, false).value().books == told);
    CHECK(consent_to_activate(books, false, false).value().books ==
          told + "; not compared once more within 8 s");
}
