#include "consumers/gateway/reset_watch.h"

#include <doctest/doctest.h>

namespace gateway {

TEST_CASE("gateway/reset_watch: a reset is told when it begins and when it is over, once each") {
    ResetWatch watch;
    CHECK_FALSE(watch.on_logon());
    const auto begins = watch.on_lost("its number is 1 where 120 was expected");
    REQUIRE(begins);
    CHECK_EQ(*begins,
             "the exchange has lost its store, or numbers of it: its number is 1 where 120 was "
             "expected");
    CHECK(watch.under_way());
    CHECK_FALSE(watch.on_lost("it expects 1 of us where 255 was next"));
    CHECK(watch.on_logon());
    CHECK_FALSE(watch.under_way());
    CHECK_FALSE(watch.on_logon());
    CHECK(watch.on_lost("its number is 1 where 9 was expected"));  // another one
}

}  // namespace gateway
