#include "producers/replay/report.h"

#include <doctest/doctest.h>

#include "test/unit/holds.h"

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
    CHECK(holds(
        json_of(report),
        R"("differences":[{"table":"orders","key":"A,1","kind":"altered","column":"filled","live":"76","replayed":"75"}],"old_books")"));

    report = equal();
    report.gaps.push_back({{3, "nse"}, 1, 4, "why"});
    CHECK_FALSE(report.good());
    CHECK(holds(text_of(report), "gap: partition 3 source nse seq 1 to 4: why"));
    CHECK(holds(
        json_of(report),
        R"("gaps":[{"partition":3,"source":"nse","first_missing":1,"last_missing":4,"reason":"why"}],"differences":[])"));

    report = equal();
    report.failure = "no database";
    CHECK_FALSE(report.good());
    CHECK(holds(text_of(report), "failed: no database"));

    report = equal();
    report.stopped = true;
    CHECK_FALSE(report.good());
}

TEST_CASE("report: the books of an account, as text and as JSON") {
    Report report = equal();
    report.tables = {"orders", "trades"};
    report.books.push_back({"orders", {"id", "state"}, {{"1", "open"}, {"2", std::nullopt}}});
    report.books.push_back({"trades", {"id"}, {}});
    CHECK(holds(text_of(report), "2 orders\n  id state\n  1  open\n  2  \n0 trades\n"));
    report.books.push_back({"trades",
                            {"price", "buy_value", "quantity", "exchange_time_us", "seen_us"},
                            {{"1013500", "-10000", "1013500", "1785728700000000", "0"}}});
    CHECK(holds(text_of(report),
                "  price buy_value quantity exchange_time seen\n"
                "  101.35  -1  1013500  20260803 09:15:00 IST  never\n"));
    report.books.pop_back();
    CHECK(holds(json_of(report), R"("tables":["orders","trades"],)"));
    CHECK(holds(json_of(report),
                R"("orders":[{"id":"1","state":"open"},{"id":"2","state":""}],"trades":[],)"));
}
