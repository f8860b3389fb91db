#include "common/base/same_secret.h"

#include <doctest/doctest.h>

using base::same_secret;

TEST_CASE("base/same_secret: a secret is the same or not") {
    CHECK(same_secret("correct horse", "correct horse"));
    for (const char* given : {"", "correct hors", "correct horsE", "correct horse ", "x"}) {
        CAPTURE(given);
        CHECK_FALSE(same_secret(given, "correct horse"));
    }
    CHECK_FALSE(same_secret("aa", "a"));
    CHECK_FALSE(same_secret("", ""));
}
