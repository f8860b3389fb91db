#include "common/account/exchanges.h"

#include <doctest/doctest.h>

#include "common/account/sentences.h"

using account::Unreached;
using events::Exchange;

TEST_CASE("account/exchanges: the database's numbers are those of its ENUM, from 1") {
    CHECK(account::read_unreached("").empty());
    CHECK(account::read_unreached("1") == Unreached{Exchange::Nse});
    CHECK(account::read_unreached("2,3") == Unreached{Exchange::Bse, Exchange::Mcx});
    CHECK(account::read_unreached("x").empty());
}

TEST_CASE(
    "account/exchanges: an exit waits for its own exchange alone, and the customer reads why") {
    const Unreached unreached{Exchange::Bse};
    CHECK(account::reason_to_wait(Exchange::Nse, unreached).empty());
    const std::string why = account::reason_to_wait(Exchange::Bse, unreached);
    CHECK(why == "the session with BSE is down");
    CHECK(
        account::sentence_of(why) ==
        "No orders reach BSE at the moment. This part of the request waits and goes on by itself.");
    CHECK(account::sentence_of(why + " until the command expired") ==
          "No orders could reach BSE before the request ran out.");
    CHECK_FALSE(account::comes_from_exchange(why));
}
