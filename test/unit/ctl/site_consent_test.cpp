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
    const auto refused = consent_to_activate(of(Trust::NotTrusted), false);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().what.starts_with("books: NOT_TRUSTED: no trading day is open; mend"));
    const auto decided = consent_to_activate(of(Trust::NotTrusted), true);
    REQUIRE(decided.ok());
    CHECK(decided.value().degraded);
    CHECK(decided.value().books == "NOT_TRUSTED: no trading day is open");
}

TEST_CASE("ctl/site_consent: exceptions activate, and --degraded where it is not needed is none") {
    const auto allowed = consent_to_activate(of(Trust::Exceptions), true);
    REQUIRE(allowed.ok());
    CHECK_FALSE(allowed.value().degraded);
    CHECK(consent_to_activate(Verdict{}, false).value().books == "TRUSTED");
}
