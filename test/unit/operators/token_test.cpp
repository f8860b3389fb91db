#include "common/operators/token.h"

#include <doctest/doctest.h>

#include <set>

TEST_CASE("operators/token: no two are alike, and none is short") {
    std::set<std::string> tokens;
    for (int i = 0; i < 1000; ++i) tokens.insert(operators::new_token().value());
    CHECK_EQ(tokens.size(), 1000);
    for (const std::string& token : tokens) {
        CHECK_EQ(token.size(), 3 + 64);
        CHECK(token.starts_with("op_"));
    }
}

TEST_CASE("operators/token: the digest is SHA-256 as the database writes it") {
    CHECK_EQ(operators::digest_of(""),
             "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
    CHECK_EQ(operators::digest_of("abc"),
             "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
}
