#include "consumers/reconciler/venue_totals.h"

#include <doctest/doctest.h>

using reconciler::CutTotals;
using reconciler::QuietTotals;
using reconciler::TotalKey;
using reconciler::Totals;
using reconciler::totals_of_file;
using reconciler::totals_of_page;
using reconciler::VenueTotal;

namespace {

const TotalKey kBuy{"NSE", "FO", 53001, "buy"};

}  // namespace

TEST_CASE("reconciler/venue_totals: accounts and products of the page are added up by side") {
    const std::string row =
        R"({"account":"A1","exchange":"NSE","segment":"FO","token":53001,"product":"MIS",)"
        R"("buy_quantity":75,"buy_value":100,"sell_quantity":0,"sell_value":0})"
        "\n";
    const auto totals = totals_of_page(row + row);
    REQUIRE(totals.ok());
    CHECK(totals.value().totals == Totals{{kBuy, {0, 150, 200}}});
    CHECK_FALSE(totals.value().until_us);
    CHECK(totals_of_page("").value().totals.empty());
    const auto cut = totals_of_page("{\"until_us\":1785728700123456}\n" + row);
    REQUIRE(cut.ok());
    CHECK(cut.value().until_us == 1785728700123456);
    CHECK(cut.value().totals == Totals{{kBuy, {0, 75, 100}}});
    CHECK_FALSE(cut.value().day);
    const auto dated = totals_of_page("{\"day\":20260803,\"until_us\":1785728700123456}\n" + row);
    CHECK(dated.value().day == 20260803);
    CHECK(dated.value().until_us == 1785728700123456);
    CHECK(totals_of_page("{\"day\":20260803}\n" + row).value().day == 20260803);
    CHECK(totals_of_page(row + "{}\n").error().what == "line 2: no totals");
    CHECK_FALSE(totals_of_page(row.substr(0, row.size() / 2)).ok());
}

TEST_CASE("reconciler/venue_totals: of the file the lines of the day count") {
    const std::string head = "day,exchange,segment,token,side,trades,quantity,value\n";
    const auto totals = totals_of_file(head +
                                           "20260803,NSE,FO,53001,buy,2,150,200\r\n"
                                           "20260802,NSE,FO,53001,buy,9,9,9\n",
                                       20260803);
    REQUIRE(totals.ok());
    CHECK(totals.value() == Totals{{kBuy, {2, 150, 200}}});
    for (const char* wrong :
         {"20260803,NSE,FO,53001,buy,2,150", "20260803,NSE,FO,53001,both,2,150,200",
          "20260803,NSE,FO,x,buy,2,150,200", "20260803,NSE,FO,53001,buy,2,1.5,200"}) {
        CAPTURE(std::string{wrong});
        CHECK_FALSE(totals_of_file(head + wrong, 20260803).ok());
    }
    CHECK_FALSE(totals_of_file("quantity,value\n", 20260803).ok());
}

TEST_CASE("reconciler/venue_totals: only what stands still on both sides can differ") {
    QuietTotals quiet;
    const Totals venue{{kBuy, {0, 150, 200}}};
    const Totals behind{{kBuy, {0, 75, 100}}};
    CHECK(quiet.compare(venue, {}).empty());                        // seen for the first time
    CHECK(quiet.compare(venue, behind).empty());                    // the books move
    CHECK(quiet.compare({{kBuy, {0, 225, 300}}}, behind).empty());  // the exchange does
    CHECK(quiet.compare({{kBuy, {0, 225, 300}}}, behind).size() == 1);
    CHECK(quiet.compare(behind, behind).empty());
    CHECK(quiet.compare({}, behind).empty());
    CHECK(quiet.compare({}, behind).size() == 1);  // the books have what the exchange has not
}

TEST_CASE("reconciler/venue_totals: at one moment what differs twice by the same counts") {
    CutTotals cut;
    const auto total = [](int64_t quantity) {
        return Totals{{kBuy, {0, quantity, quantity * 10}}};
    };
    CHECK(cut.compare(100, total(150), total(150)).empty());
    CHECK_FALSE(cut.again());
    CHECK(cut.compare(200, total(150), total(75)).empty());  // late, or lost
    CHECK(cut.again() == 200);
    CHECK(cut.compare(200, total(150), total(100)).empty());  // late: it comes
    CHECK(cut.again() == 200);
    CHECK(cut.compare(200, total(150), total(150)).empty());
    CHECK_FALSE(cut.again());
    CHECK(cut.compare(300, total(300), total(225)).empty());
    CHECK(cut.compare(300, total(250), total(175)).size() ==
          1);  // both without one that was busted
    CHECK_FALSE(cut.again());
    // It stands until a moment at which the two are equal, while orders fly.
    CHECK(cut.compare(400, total(900), total(825)).size() == 1);
    CHECK(cut.again() == 400);
    CHECK(cut.compare(400, total(900), total(825)).size() == 1);
    CHECK(cut.compare(500, total(990), total(990)).empty());
    CHECK(cut.compare(600, {}, total(5)).empty());  // the books have what the exchange has not
    CHECK(cut.compare(600, {}, total(5)).size() == 1);
}

TEST_CASE("venue_totals: until its trades begin a day may have none") {
    constexpr int64_t kDayUs = 86'400'000'000;
    constexpr int64_t kAug3Us = 20'668 * kDayUs - 19'800'000'000;  // midnight at the exchanges
    constexpr int64_t kTradesFromS = 33'600;
    constexpr int64_t kBeginUs = kAug3Us + kTradesFromS * 1'000'000;
    const auto before = [](int64_t now_us, uint32_t day) {
        return reconciler::is_before_trades(now_us, day, kTradesFromS);
    };
    CHECK(before(kBeginUs - 1'000'000, 20260803));
    CHECK_FALSE(before(kBeginUs, 20260803));
    CHECK(before(kBeginUs, 20260804));  // opened ahead
    CHECK_FALSE(before(kBeginUs - 1'000'000, 20260802));
}
