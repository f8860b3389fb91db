#include "consumers/archive/contents.h"

#include <doctest/doctest.h>

#include <string>

#include "common/events/command.h"
#include "test/unit/archive/trade_body.h"

TEST_CASE("archive/contents: day and times of the events in a body, packed or not") {
    archive::ContentsReader reader{4};
    const std::string body = "[" + trade_json(20260803, 500) + "," + trade_json(20260803, 300) +
                             "," + trade_json(20260803, 400) + "]";
    for (const bool pack : {false, true}) {
        journal::Record record{0, "events", "trade.01", "", body, false};
        if (pack) {
            record.body = events::Packer{}.pack(body);
            record.content_encoding = "zstd";
        }
        const archive::Contents contents = reader.read(record);
        CHECK(contents.day == 20260803);
        CHECK(contents.facts.first_time_us == 1'785'728'700'000'300);
        CHECK(contents.facts.last_time_us == 1'785'728'700'000'500);
    }
}

TEST_CASE("archive/contents: of a command the day") {
    archive::ContentsReader reader{4};
    const std::string command =
        R"({"kind":"command","id":"C-1","account":"AB1234","day":20260804,"action":"exit",)"
        R"("origin":"customer","who":"AB1234","epoch":3,"issued_us":1785728700000000,)"
        R"("expires_us":1785728760000000})";
    CHECK(reader.read({0, "commands", "squareoff.01", "", command, false}).day == 20260804);
    CHECK(reader.read({0, "commands", "squareoff.01", "", "{\"kind\":\"wake\"}", false}).day == 0);
}

TEST_CASE("archive/contents: of anything else nothing is known") {
    archive::ContentsReader reader{4};
    for (const char* body : {"", "no JSON", "[]", "{\"day\":20260803}", "\x28\xb5\x2f\xfd"}) {
        for (const char* exchange : {"events", "commands", "orders", "site", ""}) {
            const archive::Contents contents =
                reader.read({0, exchange, "trade.00", "zstd", body, false});
            CHECK(contents.day == 0);
            CHECK(contents.facts.first_time_us == 0);
        }
    }
}
