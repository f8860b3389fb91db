#include "consumers/archive/contents.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "common/events/command.h"
#include "consumers/archive/head_statements.h"
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
        CHECK(contents.days == std::set<uint32_t>{20260803});
        CHECK(contents.facts.first_time_us == 1'785'728'700'000'300);
        CHECK(contents.facts.last_time_us == 1'785'728'700'000'500);
    }
}

TEST_CASE("archive/contents: every day of a message, and a head for each") {
    archive::ContentsReader reader{4};
    std::string body;
    for (uint32_t month = 1; month <= 5; ++month) {
        for (uint32_t day = 1; day <= 20; ++day) {
            const uint32_t date = 20260000 + 100 * month + day;
            body.append(body.empty() ? "[" : ",").append(trade_json(date, 300));
        }
    }
    const std::string key = "trade.0" + std::to_string(events::partition_of("AB1234", 4));
    const archive::Contents contents = reader.read({0, "events", key, "", body + "]", false});
    CHECK(contents.days.size() == 100);
    CHECK(contents.heads.size() == 100);
}

TEST_CASE("archive/contents: of a command the day") {
    archive::ContentsReader reader{4};
    const std::string command =
        R"({"kind":"command","id":"C-1","account":"AB1234","day":20260804,"action":"exit",)"
        R"("origin":"customer","who":"AB1234","epoch":3,"issued_us":1785728700000000,)"
        R"("expires_us":1785728760000000})";
    const auto days = [&](const std::string& body) {
        return reader.read({0, "commands", "squareoff.01", "", body, false}).days;
    };
    CHECK(days(command) == std::set<uint32_t>{20260804});
    CHECK(days(R"({"kind":"wake"})").empty());
}

TEST_CASE("archive/contents: of anything else nothing is known") {
    archive::ContentsReader reader{4};
    for (const char* body : {"", "no JSON", "[]", "{\"day\":20260803}", "\x28\xb5\x2f\xfd"}) {
        for (const char* exchange : {"events", "commands", "orders", "site", ""}) {
            const archive::Contents contents =
                reader.read({0, exchange, "trade.00", "zstd", body, false});
            CHECK(contents.days.empty());
            CHECK(contents.facts.first_time_us == 0);
        }
    }
}

TEST_CASE("archive/contents: the heads of the streams that the ledger of this queue has") {
    archive::ContentsReader reader{4};
    const int32_t partition = events::partition_of("AB1234", 4);
    const std::string key = "trade.0" + std::to_string(partition);
    std::string later = trade_json(20260803, 400);
    later.replace(later.find("\"seq\":1"), 7, "\"seq\":9");
    const std::string body =
        "[" + later + "," + trade_json(20260803, 300) + "," + trade_json(20260804, 300) + "]";
    const archive::Contents contents = reader.read({0, "events", key, "", body, false});
    CHECK(contents.days == std::set<uint32_t>{20260803, 20260804});
    CHECK(contents.heads == archive::Heads{{{partition, {"test", 20260803}}, 9},
                                           {{partition, {"test", 20260804}}, 1}});
    for (const char* none : {"trade.1", "trade.04", "trade", ""}) {
        CHECK(reader.read({0, "events", none, "", body, false}).heads.empty());
    }
}

TEST_CASE("archive/head_statements: a head never falls, and says since when the books lack it") {
    const archive::Heads heads{{{1, {"it's", 20260803}}, 9}, {{2, {"b", 20260804}}, 1}};
    CHECK(archive::upsert_heads(heads.begin(), heads.end()) ==
          "INSERT INTO record_heads (part,source,day,seq,updated_us) WITH told "
          "(part,source,day,seq) AS (VALUES (1,'it\\'s',20260803,9),(2,'b',20260804,1)) SELECT "
          "part,source,day,seq,(UNIX_TIMESTAMP()*1000000+MICROSECOND(NOW(6))) "
          "FROM told ON DUPLICATE KEY UPDATE updated_us=IF(VALUES(seq)>ABS(record_heads.seq) AND "
          "ABS(record_heads.seq)<=(SELECT w.seq FROM "
          "watermarks w WHERE w.part=record_heads.part AND w.source=record_heads.source AND "
          "w.day=record_heads.day),VALUES(updated_us),record_heads.updated_us),"
          "seq=GREATEST(record_heads.seq,VALUES(seq))");
}
