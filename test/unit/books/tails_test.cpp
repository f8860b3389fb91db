#include "common/books/tails.h"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("books/tails: what has not changed for a while, and nobody else is at work on") {
    const std::string sql = books::select_tails({3, "it's me", 10'000'000, 3'000'000});
    CHECK(sql.find("r.part=3") != std::string::npos);
    CHECK(sql.find("r.updated_us<=7000000") != std::string::npos);
    CHECK(sql.find("COALESCE(w.updated_us,0)<=7000000") != std::string::npos);
    CHECK(sql.find("x.updated_us>4000000 AND x.owner<>'it\\'s me'") != std::string::npos);
}
