// The worked examples that publishers in other languages check themselves against.
#include "common/events/partition.h"

#include <doctest/doctest.h>

#include <fstream>
#include <regex>
#include <string>

#include "common/base/crc32.h"
#include "common/events/topology.h"

TEST_CASE("events/partition: the worked examples of asyncapi.yaml") {
    std::ifstream file{ASYNCAPI_YAML};
    // | `AB1234` | 3981593852 (0xED524CFC) | 0 | `trade.00` | 12 | `trade.12` |
    const std::regex row{R"(\| `(\w+)` \| (\d+) \(0x[0-9A-F]+\) \| (\d+) \| `(trade\.\d+)` )"
                         R"(\| (\d+) \| `(trade\.\d+)` \|)"};
    int examples = 0;
    for (std::string line; std::getline(file, line);) {
        std::smatch cells;
        if (!std::regex_search(line, cells, row)) continue;
        ++examples;
        const std::string account = cells[1].str();
        CAPTURE(account);
        CHECK(std::to_string(base::crc32(account)) == cells[2].str());
        const int32_t of_4 = events::partition_of(account, 4);
        const int32_t of_16 = events::partition_of(account, 16);
        CHECK(std::to_string(of_4) == cells[3].str());
        CHECK(events::topology::event_key("trade", of_4) == cells[4].str());
        CHECK(std::to_string(of_16) == cells[5].str());
        CHECK(events::topology::event_key("trade", of_16) == cells[6].str());
    }
    CHECK(examples >= 2);
}

TEST_CASE("events/partition: one partition takes all, 256 stay below 256") {
    for (const char* account : {"A", "AB1234", "ZZZZZZZZZZZZZZZZ"}) {
        CHECK(events::partition_of(account, 1) == 0);
        CHECK(events::partition_of(account, 256) >= 0);
        CHECK(events::partition_of(account, 256) < 256);
    }
}
