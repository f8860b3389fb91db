#include "consumers/squareoff/statements.h"

#include <doctest/doctest.h>

#include "consumers/squareoff/squareoff_config.h"

namespace squareoff {

namespace {
bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}
}  // namespace

TEST_CASE("squareoff/statements: texts from outside are escaped") {
    CHECK_EQ(select_commands({"c'1", "c\\2"}),
             "SELECT id,body FROM commands WHERE id IN ('c\\'1','c\\\\2')");
    CHECK(says(select_open_commands({"A'1"}, 20261120), "IN ('A\\'1')"));
    CommandState state;
    state.command.id = "c'1";
    state.reason = "it's";
    CHECK(says(insert_commands({&state}, 0).sql(), "'c\\'1'"));
    CHECK(says(upsert_commands({&state}, 0).sql(), "'it\\'s'"));
    CHECK(says(insert_conflict(state.command, "b'y", "who", 5), "'who','b\\'y',5,5)"));
}

TEST_CASE("squareoff/statements: a reason longer than its column is cut") {
    CommandState state;
    state.reason = std::string(201, 'r');
    state.rows.resize(1);
    state.rows[0].reason = state.reason;
    CHECK_FALSE(says(insert_commands({&state}, 0).sql(), state.reason));
    CHECK_FALSE(says(upsert_rows({&state}).sql(), state.reason));
    CHECK(says(upsert_rows({&state}).sql(), std::string(200, 'r')));
}

TEST_CASE("squareoff/statements: nothing to write is no rows") {
    CHECK(insert_commands({}, 0).empty());
    CHECK(upsert_rows({}).empty());
}

TEST_CASE("squareoff/statements: a new command does not overwrite, an old one is brought up") {
    CommandState state;
    CHECK_FALSE(says(insert_commands({&state}, 0).sql(), "DUPLICATE"));
    CHECK(says(upsert_commands({&state}, 0).sql(), "DUPLICATE KEY UPDATE state"));
}

TEST_CASE("squareoff/exchange_time: the day and its second at the exchange") {
    constexpr int64_t kIndia = 19'800;
    constexpr int64_t kMidnightUs = 1'795'113'000'000'000;  // 20 November 2026, 00:00 in India
    CHECK_EQ(exchange_time(kMidnightUs, kIndia).day, 20261120);
    CHECK_EQ(exchange_time(kMidnightUs, kIndia).second_of_day, 0);
    CHECK_EQ(exchange_time(kMidnightUs - 1, kIndia).day, 20261119);
    CHECK_EQ(exchange_time(kMidnightUs - 1, kIndia).second_of_day, 86'399);
    CHECK_EQ(exchange_time(kMidnightUs + 54'000'000'000, kIndia).second_of_day, 54'000);
}

}  // namespace squareoff
