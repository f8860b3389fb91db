#include "producers/replay/compare.h"

#include <doctest/doctest.h>

using replay::Difference;
using replay::differences_of;
using replay::differing_buckets;

namespace {

const replay::Table& watermarks() { return replay::tables()[3]; }

db::Row row(const char* source, const char* seq) { return {source, "20260803", "1", seq}; }

}  // namespace

TEST_CASE("compare: buckets differ by rows, by checksum, or by being there") {
    const std::vector<db::Row> live{{"1", "10", "5"}, {"2", "10", "5"}, {"3", "1", "5"}};
    const std::vector<db::Row> replayed{{"1", "10", "5"}, {"2", "11", "5"}, {"4", "1", "5"}};
    CHECK(differing_buckets(live, replayed) == std::vector<int>{2, 3, 4});
    CHECK(differing_buckets(live, live).empty());
    CHECK(differing_buckets({{"1", "10", "6"}}, {{"1", "10", "5"}}) == std::vector<int>{1});
}

TEST_CASE("compare: missing, extra and altered rows are named, in whatever order they come") {
    const auto& table = watermarks();
    REQUIRE(table.name == "watermarks");
    const std::vector<db::Row> live{row("d", "4"), row("a", "1"), row("b", "2")};
    const std::vector<db::Row> replayed{row("b", "3"), row("c", "9"), row("a", "1")};
    const auto found = differences_of(table, live, replayed);
    CHECK(found == std::vector<Difference>{
                       {"watermarks", "b,20260803,1", "altered", "seq", "2", "3"},
                       {"watermarks", "c,20260803,1", "missing", "", "", ""},
                       {"watermarks", "d,20260803,1", "extra", "", "", ""},
                   });
    CHECK(differences_of(table, live, live).empty());
    CHECK(differences_of(table, {}, replayed).size() == 3);
}

TEST_CASE("compare: what the record had and the books have not is a difference of the watermark") {
    const replay::Marks heads{{{0, "a"}, 5}, {{0, "b"}, 7}, {{1, "a"}, 3}};
    const replay::Marks live{{{0, "a"}, 5}, {{0, "b"}, 6}, {{2, "c"}, 9}};
    CHECK(replay::behind_heads(heads, live, 20260803) ==
          std::vector<Difference>{{"watermarks", "b,20260803,0", "altered", "seq", "6", "7"},
                                  {"watermarks", "a,20260803,1", "altered", "seq", "0", "3"}});
    CHECK(replay::behind_heads({}, live, 20260803).empty());
}
