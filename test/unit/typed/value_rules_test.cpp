#include "common/typed/value_rules.h"

#include <doctest/doctest.h>

using typed::problem_of_value;

TEST_CASE("typed/value_rules: an account is told with its value and the letters that it may have") {
    CHECK_EQ(problem_of_value("account", "AB1234"), "");
    CHECK_EQ(problem_of_value("account", "Ä1"),
             "has a character that is not allowed, it may have A-Z 0-9: 'Ä1'");
    CHECK_EQ(problem_of_value("accounts", "ab"),
             "has a character that is not allowed, it may have A-Z 0-9: 'ab'");
    CHECK_EQ(problem_of_value("account", "ABCDEFGHIJKLMNOPQ"),
             "must be at most 16 characters: 'ABCDEFGHIJKLMNOPQ'");
}

TEST_CASE("typed/value_rules: what people write may have accents, names may not") {
    for (const char* name : {"reason", "by", "why", "who", "refused"}) {
        CHECK_EQ(problem_of_value(name, "Jürgen: überprüft"), "");
        CHECK_EQ(problem_of_value(name, "a\xFF"), "is not UTF-8");
        CHECK_EQ(problem_of_value(name, "two\nlines"), "has a character that is not allowed");
        CHECK_EQ(problem_of_value(name, "  "), "must not be empty");
    }
    CHECK_EQ(problem_of_value("field", "body=नमस्ते,\nyour margin"), "");
    CHECK_EQ(problem_of_value("field", "body=\xFF"), "is not UTF-8");
    for (const char* name : {"id", "source", "branch", "digest", "name", "whatever"}) {
        CHECK(problem_of_value(name, "é").starts_with("has a character that is not allowed"));
    }
    CHECK_EQ(problem_of_value("name", "José"),
             "has a character that is not allowed, it may have A-Z a-z 0-9 . _ -, and no accents: "
             "'José'");
    CHECK_EQ(problem_of_value("file", "/tmp/Übung.csv"), "");
}

TEST_CASE("typed/value_rules: texts fit the audit's columns") {
    CHECK_EQ(problem_of_value("by", std::string(80, 'x')), "");
    CHECK_EQ(problem_of_value("by", std::string(81, 'x')), "must be at most 80 bytes");
    CHECK_EQ(problem_of_value("reason", std::string(201, 'x')), "must be at most 200 bytes");
}

TEST_CASE("typed/value_rules: days and partitions that there can be") {
    CHECK_EQ(problem_of_value("day", "20260805"), "");
    for (const char* wrong : {"7", "20260231", "yesterday", "19991231", "2026-08-05"}) {
        CHECK_EQ(problem_of_value("day", wrong),
                 "must be a date yyyymmdd of 2000 to 2099: '" + std::string{wrong} + "'");
    }
    CHECK_EQ(problem_of_value("partition", "255"), "");
    CHECK_EQ(problem_of_value("partition", "all"), "");
    for (const char* wrong : {"-1", "256", "x", "1x"}) {
        CHECK_EQ(problem_of_value("partition", wrong),
                 "must be 0 to 255: '" + std::string{wrong} + "'");
    }
}
