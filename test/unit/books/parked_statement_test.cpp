// What came from outside and could not be read is written as it came: any bytes, of any size.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/books/statements.h"

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
