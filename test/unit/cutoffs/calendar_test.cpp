#include "common/cutoffs/calendar.h"

#include <doctest/doctest.h>

namespace cutoffs {

namespace {

using events::Exchange, events::Segment, events::Product;

const Market kCash{Exchange::Nse, Segment::Cm, Product::Mis};
const Market kCommodities{Exchange::Mcx, Segment::Co, Product::Mis};
constexpr Hours kAfternoon{54'000, 55'800};
constexpr Hours kEvening{67'500, 68'400};

Phase phase_at(const std::vector<Line>& lines, int64_t second) {
    const auto all = standings(in_force(lines), second);
    REQUIRE(all.size() == 1);
    return all[0].phase;
}

}  // namespace

TEST_CASE("cutoffs/calendar: without lines of the day the rule holds") {
    const std::vector<Line> rule{{false, kCash, kAfternoon}};
    CHECK(phase_at(rule, 53'999) == Phase::Before);
    CHECK(phase_at(rule, 54'000) == Phase::Due);
    CHECK(phase_at(rule, 55'799) == Phase::Due);
    CHECK(phase_at(rule, 55'800) == Phase::Closed);
    CHECK(phase_at(rule, 86'399) == Phase::Closed);
}

TEST_CASE("cutoffs/calendar: an evening session is not touched by the afternoon's rule") {
    const std::vector<Line> lines{{false, kCash, kAfternoon}, {true, kCash, kEvening}};
    CHECK(phase_at(lines, 54'000) == Phase::Before);
    CHECK(phase_at(lines, 65'000) == Phase::Before);
    CHECK(phase_at(lines, 67'500) == Phase::Due);
    CHECK(phase_at(lines, 68'400) == Phase::Closed);
}

TEST_CASE("cutoffs/calendar: between two sessions the second one is meant") {
    const std::vector<Line> lines{{true, kCash, kEvening}, {true, kCash, kAfternoon}};
    CHECK(phase_at(lines, 54'000) == Phase::Due);
    CHECK(standings(in_force(lines), 55'800) ==
          std::vector<Standing>{{kCash, Phase::Before, kEvening}});
    CHECK(phase_at(lines, 67'500) == Phase::Due);
    CHECK(phase_at(lines, 70'000) == Phase::Closed);
}

TEST_CASE("cutoffs/calendar: a market that has none on a day is not there; others stay") {
    const std::vector<Line> lines{{false, kCash, kAfternoon},
                                  {false, kCommodities, {83'100, 84'600}},
                                  {true, kCash, kNoSession}};
    const auto all = standings(in_force(lines), 54'000);
    REQUIRE(all.size() == 1);
    CHECK(all[0].market == kCommodities);
    // Whoever writes past the checks: nothing is done rather than at a wrong time.
    CHECK(in_force({{true, kCash, kNoSession}, {true, kCash, kEvening}}).size() == 1);
}

TEST_CASE("cutoffs/calendar: markets that differ in one part only are two") {
    Market bse = kCash;
    bse.exchange = Exchange::Bse;
    const std::vector<Line> lines{
        {false, kCash, kAfternoon}, {false, bse, kAfternoon}, {true, bse, kEvening}};
    const auto all = standings(in_force(lines), 54'000);
    REQUIRE(all.size() == 2);
    CHECK(all[0] == Standing{kCash, Phase::Due, kAfternoon});
    CHECK(all[1] == Standing{bse, Phase::Before, kEvening});
    CHECK(name_of(bse) == "BSE CM MIS");
}

TEST_CASE("cutoffs/calendar: sessions that cannot be are named") {
    CHECK(problem_of({kEvening, kAfternoon}).empty());
    CHECK(problem_of({{0, kDayS}}).empty());
    CHECK(problem_of({{54'000, 55'800}, {55'800, 55'801}}).empty());
    CHECK(problem_of({}) == "session: missing; as 15:00-15:30");
    CHECK(problem_of({{54'000, 54'000}}) == "session: the cut-off must be before the close");
    CHECK(problem_of({kNoSession}) == "session: the cut-off must be before the close");
    CHECK(problem_of({{55'800, 54'000}}) == "session: the cut-off must be before the close");
    CHECK(problem_of({{-1, 54'000}}) == "session: must lie within one day");
    CHECK(problem_of({{86'000, kDayS + 1}}) == "session: must lie within one day");
    CHECK(problem_of({kAfternoon, {55'799, 60'000}}) ==
          "session: a cut-off lies before the close of the session before it");
    CHECK(problem_of({kAfternoon, kAfternoon}) ==
          "session: a cut-off lies before the close of the session before it");
    CHECK(problem_of({{1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 6}}) == "session: at most 4 of a day");
}

}  // namespace cutoffs
