#include "common/journal/routing.h"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("journal/routing: the queue that a message went to") {
    journal::Record record;
    record.exchange = "events";
    const auto of_key = [&](const char* key) {
        record.routing_key = key;
        return journal::ledger_partition_of(record, 8);
    };
    CHECK(of_key("trade.07") == 7);
    CHECK(of_key("order.00.own") == 0);
    for (const char* key : {"trade.7", "trade.08", "trade", "trade.", "trade.-1", "trade.0x", ""}) {
        CAPTURE(std::string{key});
        CHECK_FALSE(of_key(key));
    }
    record.exchange = "commands";
    CHECK_FALSE(of_key("trade.07"));
}
