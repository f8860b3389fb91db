#include "producers/ctl/messages/ledger_look.h"

#include <doctest/doctest.h>

TEST_CASE("ctl/ledger_look: queues that nobody reads are named, whatever they hold") {
    CHECK(ctl::without_ledger({{"ledger.00", 7, 1}, {"ledger.01", 0, 2}}).empty());
    CHECK(ctl::without_ledger({}).empty());
    CHECK(ctl::without_ledger({{"ledger.00", 0, 0}, {"ledger.01", 0, 1}, {"ledger.02", 9, 0}}) ==
          "no ledger reads ledger.00, ledger.02: start it; until then nothing is applied");
}
