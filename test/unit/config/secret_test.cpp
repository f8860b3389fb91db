#include "common/config/secret.h"

#include <doctest/doctest.h>

#include <cstdlib>

TEST_CASE("config/secret: comes from the environment") {
    ::setenv("BACKSTOP_TEST_PASSWORD", "p w\"1", 1);
    const auto secret = config::secret("BACKSTOP_TEST_PASSWORD");
    ::unsetenv("BACKSTOP_TEST_PASSWORD");
    REQUIRE(secret.ok());
    CHECK(secret.value() == "p w\"1");
}

TEST_CASE("config/secret: missing or empty is fatal and names the variable") {
    ::unsetenv("BACKSTOP_TEST_PASSWORD");
    const auto missing = config::secret("BACKSTOP_TEST_PASSWORD");
    ::setenv("BACKSTOP_TEST_PASSWORD", "", 1);
    const auto empty = config::secret("BACKSTOP_TEST_PASSWORD");
    ::unsetenv("BACKSTOP_TEST_PASSWORD");
    REQUIRE_FALSE(missing.ok());
    REQUIRE_FALSE(empty.ok());
    CHECK(missing.error().code == base::Errc::Fatal);
    CHECK(missing.error().what ==
          "read secret: environment variable BACKSTOP_TEST_PASSWORD is not set");
}
