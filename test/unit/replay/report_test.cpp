#include "producers/replay/report.h"

#include <doctest/doctest.h>

using replay::Report;

namespace {

Report equal() {
    Report report;
    report.action = "verify";
    report.selection = "20260803";
    report.day = 20260803;
    report.events = 1'000;
    report.fold_us = 500'000;
    report.compared = true;
    return report;
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("report: equal books") {
    CHECK(equal().good());
    CHECK(holds(text_of(equal()), "1000 events in 0.500 s, 2000 events/s"));
    CHECK(holds(text_of(equal()), "equal: every row"));
    const std::string json = json_of(equal());
    for (const char* part :
         {R"("day":20260803)", R"("events_per_s":2000)", R"("fold_seconds":0.500)",
          R"("verify_differences":0)", R"("differences":[])", R"("gaps":[])"}) {
        CAPTURE(part);
        CHECK(holds(json, part));
    }
}

TEST_CASE("report: whatever is wrong is said, and is not good") {
    Report report = equal();
    report.differences.push_back({"orders", "A,1", "altered", "filled", "76", "75"});
    CHECK_FALSE(report.good());
    CHECK(holds(text_of(report), "orders altered A,1: filled live 76, replayed 75"));
    CHECK(holds(text_of(report), "1 difference\n"));
    CHECK(holds(json_of(report), R"("column":"filled","live":"76","replayed":"75")"));

    report = equal();
    report.gaps.push_back({{3, "nse"}, 1, 4, "why"});
    CHECK_FALSE(report.good());
    CHECK(holds(text_of(report), "gap: partition 3 source nse seq 1 to 4: why"));

    report = equal();
    report.failure = "no database";
    CHECK_FALSE(report.good());
    CHECK(holds(text_of(report), "failed: no database"));

    report = equal();
    report.stopped = true;
    CHECK_FALSE(report.good());
}
