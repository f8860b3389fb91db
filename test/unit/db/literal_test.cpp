#include "common/db/literal.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <random>
#include <string>

#include "test/unit/seed.h"

namespace {

std::string text_literal(std::string_view text) {
    std::string sql = "=";
    db::append_text(sql, text);
    return sql.substr(1);
}

std::string integer_literal(int64_t value) {
    std::string sql;
    db::append_integer(sql, value);
    return sql;
}

// What MariaDB makes of a single-quoted literal (its manual, "String Literals").
std::string read_by_server(const std::string& literal) {
    static const std::map<char, char> kEscapes{{'0', '\0'},   {'n', '\n'}, {'r', '\r'},
                                               {'Z', '\x1a'}, {'t', '\t'}, {'b', '\b'}};
    REQUIRE(literal.size() >= 2);
    REQUIRE(literal.front() == '\'');
    REQUIRE(literal.back() == '\'');
    std::string text;
    for (size_t i = 1; i + 1 < literal.size(); ++i) {
        char c = literal[i];
        REQUIRE(c != '\'');  // else the literal would end here
        if (c == '\\') {
            REQUIRE(++i + 1 < literal.size());
            const auto escape = kEscapes.find(literal[i]);
            c = escape == kEscapes.end() ? literal[i] : escape->second;
        }
        text.push_back(c);
    }
    return text;
}

}  // namespace

TEST_CASE("db/literal: plain texts are put between quotes") {
    CHECK(text_literal("") == "''");
    CHECK(text_literal("AB1234") == "'AB1234'");
    CHECK(text_literal("100% _wild_ #-- ;") == "'100% _wild_ #-- ;'");
}

TEST_CASE("db/literal: each special byte is escaped") {
    CHECK(text_literal("it's") == R"('it\'s')");
    CHECK(text_literal("\"") == R"('\"')");
    CHECK(text_literal("\\") == R"('\\')");
    CHECK(text_literal("a\nb\rc") == R"('a\nb\rc')");
    CHECK(text_literal("\x1a") == R"('\Z')");
    CHECK(text_literal(std::string_view{"a\0b", 3}) == R"('a\0b')");
    CHECK(text_literal("' OR 1=1 -- ") == R"('\' OR 1=1 -- ')");
}

TEST_CASE("db/literal: every byte, alone and before a quote, comes back as it was") {
    for (int byte = 0; byte < 256; ++byte) {
        CAPTURE(byte);
        const std::string one(1, static_cast<char>(byte));
        CHECK(read_by_server(text_literal(one)) == one);
        CHECK(read_by_server(text_literal(one + "'")) == one + "'");
        CHECK(read_by_server(text_literal("'" + one)) == "'" + one);
    }
}

TEST_CASE("db/literal: random bytes come back as they were") {
    const Seeds runs = seeds(500);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        std::string bytes(random() % 40, '\0');
        for (char& c : bytes)
            c = random() % 2 == 0 ? "'\\\"\n"[random() % 4] : static_cast<char>(random());
        CHECK(read_by_server(text_literal(bytes)) == bytes);
        std::string sql;
        db::append_bytes(sql, bytes);
        REQUIRE(sql.starts_with("_binary'"));
        CHECK(read_by_server(sql.substr(7)) == bytes);
    }
}

TEST_CASE("db/literal: integers of any size") {
    CHECK(integer_literal(0) == "0");
    CHECK(integer_literal(-1) == "-1");
    CHECK(integer_literal(INT64_MAX) == "9223372036854775807");
    CHECK(integer_literal(INT64_MIN) == "-9223372036854775808");
}

TEST_CASE("db/literal: a literal is appended, what stood there stays") {
    std::string sql = "SELECT ";
    db::append_integer(sql, 1);
    sql.push_back(',');
    db::append_text(sql, "x'");
    CHECK(sql == R"(SELECT 1,'x\'')");
}

TEST_CASE("db/literal: a list of texts, each escaped") {
    CHECK(db::text_list({"a"}) == "('a')");
    CHECK(db::text_list({"a", "it's"}) == "('a','it\\'s')");
}
