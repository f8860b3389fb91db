#include "producers/ctl/messages/gap_ranges.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "producers/ctl/messages/gap_store.h"

namespace {

// "1-3 7-7", or the reason.
std::string ranges(const std::vector<std::string>& texts) {
    const auto parsed = ctl::parse_ranges(texts);
    if (!parsed.ok()) return parsed.error().what;
    std::string text;
    for (const ctl::NumberRange& range : parsed.value()) {
        if (!text.empty()) text.push_back(' ');
        text += std::to_string(range.first) + "-" + std::to_string(range.through);
    }
    return text;
}

}  // namespace

TEST_CASE("ctl/gap_ranges: numbers and ranges, in lists and several times, sorted and merged") {
    CHECK(ranges({"7"}) == "7-7");
    CHECK(ranges({"10-19"}) == "10-19");
    CHECK(ranges({"10-19,3", "4-5"}) == "3-5 10-19");
    CHECK(ranges({"1-9", "4-6", "9-12"}) == "1-12");
}

TEST_CASE("ctl/gap_ranges: what is no range is told") {
    for (const char* text : {"", "0", "-5", "5-", "5-4", "1,,2", "a", "1-2-3", "1.5", " 1",
                             "9223372036854775807", "99999999999999999999"}) {
        CAPTURE(std::string{text});
        CHECK(ranges({text}).starts_with("range: "));
    }
    CHECK(ctl::parse_ranges({1001, "5"}).error().what == "range: more than 1000 at once");
}

TEST_CASE("ctl/gap_ranges: only above what is in the books, and one of them must be the gap") {
    ctl::GapRow gap;
    gap.first_missing = 3;
    gap.last_missing = 5;
    CHECK(ctl::may_accept_all(gap, {{3, 5}, {9, 9}}).ok());
    CHECK(ctl::may_accept_all(gap, {{3, 3}}).ok());
    CHECK(ctl::may_accept_all(gap, {{2, 5}}).error().what ==
          "range: everything below 3 is in the books");
    CHECK(ctl::may_accept_all(gap, {{9, 9}}).error().what ==
          "range: the first missing number is 3");
}

TEST_CASE("ctl/gap_ranges: what a request to heal has come to") {
    const auto gap = [](int64_t first, int64_t last) {
        ctl::GapRow row;
        row.first_missing = first;
        row.last_missing = last;
        return row;
    };
    const std::vector<ctl::GapRow> before{gap(3, 5), gap(10, 10)};
    CHECK(ctl::healed_since(before, {7, 12}, {}) == ctl::Healed{4, 0});
    CHECK(ctl::healed_since(before, {2, 9}, before) == ctl::Healed{0, 4});
    // The one is found in part; behind the other another gap is seen now.
    CHECK(ctl::healed_since(before, {4, 12}, {gap(5, 5), gap(13, 14)}) == ctl::Healed{3, 3});
    // Told as closed, and not committed yet.
    CHECK(ctl::healed_since({gap(2, 2)}, {1}, {}) == ctl::Healed{0, 1});
}
