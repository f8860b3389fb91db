#include "consumers/gateway/reset_watch.h"

#include <doctest/doctest.h>

namespace gateway {

TEST_CASE("gateway/reset_watch: numbers that are too low and climb are one reset, told twice") {
    ResetWatch watch;
    const auto begins = watch.on_logout("MsgSeqNum too low, expecting 120 but received 1");
    REQUIRE(begins);
    CHECK_EQ(*begins,
             "the exchange has begun its message numbers anew: 1 where 120 was expected; "
             "it has lost its store");
    CHECK(watch.under_way());
    CHECK_FALSE(watch.on_logout("MsgSeqNum too low, expecting 120 but received 2"));
    CHECK_FALSE(watch.on_logout("connection closed"));
    const auto over = watch.on_logon();
    REQUIRE(over);
    CHECK(over->find("from 1 to 120 in 2 logons") != std::string::npos);
    CHECK_FALSE(watch.under_way());
    CHECK_FALSE(watch.on_logon());
    CHECK(watch.on_logout("MsgSeqNum too low, expecting 9 but received 1"));  // another one
}

TEST_CASE("gateway/reset_watch: other ends of a session are no reset") {
    ResetWatch watch;
    for (const char* why : {"connection closed", "MsgSeqNum too high, expecting 3 but received 9",
                            "", "counterparty: MsgSeqNum too low, expecting 120 but received 1",
                            "MsgSeqNum too low, expecting x but received y", "MsgSeqNum too low"}) {
        CAPTURE(why);
        CHECK_FALSE(watch.on_logout(why));
    }
    CHECK_FALSE(watch.under_way());
    CHECK_FALSE(watch.on_logon());
}

}  // namespace gateway
