// What came from outside and could not be read is written as it came: any bytes, of any size.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/books/parked.h"
#include "common/books/parked_statements.h"

namespace {

events::Refusal refusal(std::string reason, std::string text) {
    events::Refusal made;
    made.reason = std::move(reason);
    made.text = std::move(text);
    return made;
}

std::vector<std::string> parked(const std::vector<events::Refusal>& refusals) {
    std::vector<const events::Refusal*> list;
    for (const auto& one : refusals) list.push_back(&one);
    return books::insert_parked(list, 3, 99);
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("books/statements: a parked event with its place, its digest made by the server") {
    CHECK(parked({}).empty());
    events::Refusal placed = refusal("price: missing", "{}");
    placed.source = "nse-fo-dropcopy-1";
    placed.day = 20260803;
    placed.seq = 7;
    const auto statements = parked({placed});
    REQUIRE(statements.size() == 1);
    CHECK(statements[0] ==
          "INSERT INTO parked (part,body,digest,source,day,seq,reason,parked_us) VALUES "
          "(3,_binary'{}',UNHEX(MD5(CONCAT(part,':',body))),'nse-fo-dropcopy-1',20260803,7,"
          "'price: missing',99) ON DUPLICATE KEY UPDATE seen=seen+1");
}

TEST_CASE("books/statements: a parked body cannot leave its quotes, a long reason is cut") {
    const std::string body{"'); DROP TABLE trades; -- \\\0\n", 29};
    const auto quoted = parked({refusal("body: not JSON", body)});
    REQUIRE(quoted.size() == 1);
    CHECK(says(quoted[0], R"(_binary'\'); DROP TABLE trades; -- \\\0\n',UNHEX)"));
    const auto cut = parked({refusal(std::string(300, 'x'), "{}")});
    CHECK(says(cut[0], "'" + std::string(200, 'x') + "'"));
}

TEST_CASE("books/statements: of a cut body the server makes size, digest, account and beginning") {
    events::Refusal placed = refusal("it's", "{'\\}");
    placed.source = "s-1";
    placed.day = 20260803;
    placed.seq = 7;
    CHECK(books::insert_parked_beginning(placed, 3, 99) ==
          "INSERT INTO parked (part,body,body_bytes,cut_account,digest,source,day,seq,reason,"
          "parked_us) SELECT 3,LEFT(whole,1024),LENGTH(whole),"
          "IF(JSON_VALUE(CONVERT(whole USING latin1),'$.kind')='command',NULL,"
          "LEFT(JSON_VALUE(CONVERT(whole USING latin1),'$.account'),16)),"
          "UNHEX(MD5(CONCAT(3,':',whole))),'s-1',20260803,7,'it\\'s',99 FROM (SELECT "
          "_binary'{\\'\\\\}' AS whole) AS sent ON DUPLICATE KEY UPDATE seen=seen+1");
}

TEST_CASE("books/parked: rows of the accounting are locked in the order of their names") {
    CHECK(books::lock_parked_bytes({"b", "*", "a"}) ==
          "INSERT INTO parked_bytes (source,bytes) VALUES ('*',0),('a',0),('b',0) "
          "ON DUPLICATE KEY UPDATE bytes=bytes");
    CHECK(books::select_parked_bytes({"", "*"}) ==
          "SELECT source,bytes FROM parked_bytes WHERE source IN ('','*') FOR UPDATE");
    CHECK(books::write_parked_bytes({{"*", 5}, {"a", 3}}) ==
          "INSERT INTO parked_bytes (source,bytes) VALUES ('*',5),('a',3) "
          "ON DUPLICATE KEY UPDATE bytes=VALUES(bytes)");
}

TEST_CASE("books/parked: a source has its limit, and all sources together have one") {
    books::ParkedBytes bytes{{100, 250}};
    CHECK(bytes.has_room("a", 100));
    CHECK_FALSE(bytes.has_room("a", 101));
    bytes.add("a", 60);
    CHECK_FALSE(bytes.has_room("a", 41));
    CHECK(bytes.has_room("a", 40));
    for (const char* source : {"b", "c"}) bytes.add(source, 90);
    CHECK(bytes.has_room("d", 10));
    CHECK_FALSE(bytes.has_room("d", 11));  // whoever invents names gains nothing
    CHECK(bytes.bytes() ==
          std::map<std::string, int64_t>{{"*", 240}, {"a", 60}, {"b", 90}, {"c", 90}});
    CHECK_FALSE(books::ParkedBytes{{0, 0}}.has_room("a", 1));
}

TEST_CASE("books/parked: a hundred sources that send 4 MiB bodies come to no more than the whole") {
    const books::ParkedLimits limits;
    books::ParkedBytes bytes{limits};
    constexpr size_t kBody = events::kBodyBytesMax;
    int64_t kept = 0;
    for (int round = 0; round < 150; ++round) {
        for (int source = 0; source < 100; ++source) {
            const std::string name = "s-" + std::to_string(source);
            if (!bytes.has_room(name, kBody)) continue;
            bytes.add(name, kBody);
            kept += static_cast<int64_t>(kBody);
        }
    }
    CHECK(kept == limits.bytes_max);
    for (const auto& [source, its] : bytes.bytes()) {
        CHECK((source == "*" || its <= limits.source_bytes_max));
    }
}

TEST_CASE("books/statements: large parked bodies go one by one, below the server's limit") {
    constexpr size_t kServerBytesMax = 16u << 20;           // MariaDB's default max_allowed_packet
    const std::string quotes(events::kBodyBytesMax, '\'');  // each needs an escape
    const auto statements = parked(std::vector(5, refusal("body: not JSON", quotes)));
    CHECK(statements.size() == 5);
    for (const std::string& sql : statements) CHECK(sql.size() < kServerBytesMax);
    CHECK(parked(std::vector(2000, refusal("price: missing", std::string(500, 'x')))).size() == 1);
    CHECK(parked(std::vector(5, refusal("price: missing", std::string(2u << 20, 'x')))).size() ==
          3);
}
