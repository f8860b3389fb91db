// A report is booked for what it says about quantity and price; nothing else in it costs the trade.
#include "test/unit/reports/wire_report.h"

#include <doctest/doctest.h>

#include <map>

using events::OrderState;
using events::OrderType;
using events::Validity;

namespace {

const std::string kBought = "+75 at 101.3";
const std::string kSold = "-75 at 101.3";

std::string with(int number, const std::string& value) {
    return WireReport{}.set(number, value).booked();
}

}  // namespace

TEST_CASE("reports/wire_report: every validity of FIX 4.2 and 4.4, and what is none, is booked") {
    const std::map<std::string, Validity> all{{"0", Validity::Day},    {"1", Validity::Gtc},
                                              {"2", Validity::AtOpen}, {"3", Validity::Ioc},
                                              {"4", Validity::Fok},    {"5", Validity::Other},
                                              {"6", Validity::Gtd},    {"7", Validity::AtClose},
                                              {"Z", Validity::Other},  {"GTC ", Validity::Other}};
    for (const auto& [code, validity] : all) {
        CAPTURE(code);
        WireReport report;
        const auto out = report.set(59, code).map();
        CHECK(out.booked() == kBought);
        CHECK(out.order().validity == validity);
        const bool other = validity == Validity::Other;
        CHECK(out.order().as_sent == (other ? "59=" + (code == "GTC " ? "GTC" : code) : ""));
    }
    CHECK(WireReport{}.drop(59).map().booked() == kBought);
}

TEST_CASE("reports/wire_report: every order type of FIX 4.2 and 4.4, and what is none, is booked") {
    for (const std::string code : {"1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C",
                                   "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "P", "ZZ"}) {
        CAPTURE(code);
        WireReport report;
        const auto out = report.set(40, code).map();
        CHECK(out.booked() == kBought);
        const bool exact = code >= "1" && code <= "4";
        CHECK(out.order().as_sent == (exact ? "" : "40=" + code));
        CHECK(out.order().state == OrderState::Filled);
    }
    WireReport pegged;
    CHECK(pegged.set(40, "P").map().order().type == OrderType::Other);
    WireReport limit;
    CHECK(limit.set(40, "7").map().order().type == OrderType::Limit);
}

TEST_CASE("reports/wire_report: sides are purchases, sales, or refused by name") {
    for (const char* buy : {"1", "3", "D"}) CHECK(with(54, buy) == kBought);
    for (const char* sell : {"2", "4", "5", "6", "E", "H"}) CHECK(with(54, sell) == kSold);
    for (const std::string none : {"7", "8", "9", "A", "B", "C", "F", "G", "Z"}) {
        CHECK(with(54, none) == "refused: 54 Side: neither a purchase nor a sale: " + none);
    }
    CHECK(WireReport{}.drop(54).booked() == "refused: 54 Side: missing");
    WireReport short_sale;
    CHECK(short_sale.set(54, "5").map().order().as_sent == "54=5");
}

TEST_CASE("reports/wire_report: a number is what FIX's float says it is") {
    for (const char* price : {"101.300000", "101.3000000000000", "0101.3", "+101.3", " 101.30 "}) {
        CHECK(with(31, price) == kBought);
    }
    CHECK(with(31, "101.") == "+75 at 101");
    CHECK(with(31, ".5") == "+75 at 0.5");
    CHECK(with(31, "101.35125") == "refused: 31 LastPx: more than 4 decimals");
    CHECK(with(31, "1.013E2") == "refused: 31 LastPx: not a decimal");
    CHECK(with(31, "1,013") == "refused: 31 LastPx: not a decimal");
    CHECK(with(31, ".") == "refused: 31 LastPx: not a decimal");
    for (const char* quantity : {"75.00", "075", "+75", " 75", "75."}) {
        CHECK(with(32, quantity) == kBought);
    }
    CHECK(with(32, "75.5") == "refused: 32 LastQty: not a whole number");
    CHECK(with(32, "-75") == "refused: 32 LastQty: negative");
    CHECK(with(31, "-1.25") == "refused: 31 LastPx: negative");
    CHECK(with(31, "0") == "refused: 31 LastPx: 0");
    CHECK(WireReport{}.drop(31).booked() == "refused: 31 LastPx: missing");
    CHECK(WireReport{}.drop(32).booked() == "refused: 32 LastQty: missing");
    CHECK(with(32, "0") == "none");  // nothing was traded; the order's state remains
    CHECK(with(32, "200000000") == "refused: quantity: above 100000000");
}

TEST_CASE("reports/wire_report: what the position does not need cannot cost it") {
    for (const int spare : {6, 14, 38, 39, 44, 58, 59, 60, 75, 99, 103, 151, 202, 636, 9302}) {
        for (const std::string value : {"101.35000", "1.23456", "-7", "x", "0", "1e9",
                                        "99999999999999999999", " ", "caf\xC3\xA9"}) {
            CAPTURE(spare);
            CAPTURE(value);
            WireReport report;
            if (spare == 44) report.set(38, "150");
            const auto out = report.set(spare, value).map();
            CHECK(out.booked() == kBought);
            CHECK(out.events.order.has_value());
        }
    }
    WireReport report;
    const auto out = report.set(44, "101.35125").set(99, "-1").map();
    CHECK(out.order().price == 0);
    CHECK(out.order().as_sent == "44=101.35125 99=-1");
    WireReport tick;
    CHECK(tick.set(44, "101.35000").map().order().price == 1'013'500);
}

TEST_CASE("reports/wire_report: quantities that contradict each other never hide a fill") {
    WireReport more_filled;
    const auto out = more_filled.set(38, "50").set(14, "75").map();
    CHECK(out.booked() == kBought);
    CHECK(out.order().quantity == 75);
    CHECK(out.order().filled == 75);
    WireReport nothing_said;
    const auto least = nothing_said.drop(38).drop(14).drop(151).drop(39).map();
    CHECK(least.booked() == kBought);
    CHECK(least.order().filled == 75);
    WireReport from_leaves;
    const auto partly = from_leaves.drop(38).set(14, "75").set(151, "55").set(39, "1").map();
    CHECK(partly.order().quantity == 130);
    CHECK(partly.order().remaining == 55);
}

TEST_CASE(
    "reports/wire_report: an id that does not fit is kept apart from others, a name that is none "
    "is none") {
    const std::string uuid = "3f2504e0-4f89-11d3-9a0c-0305e82c3301-and-more-than-forty";
    WireReport first, second, bust;
    const auto one = first.set(17, uuid + "1").set(37, "A B").map();
    const auto two = second.set(17, uuid + "2").map();
    CHECK(one.booked() == kBought);
    CHECK(one.events.trade->id.size() == 40);
    CHECK(one.events.trade->id != two.events.trade->id);
    const auto end = bust.set(150, "H").set(17, "E9").set(19, uuid + "1").map();
    CHECK(end.trade().ref == one.events.trade->id);
    for (const std::string none : {"0", "", "NONE", "none", " ", "000", "N/A"}) {
        CAPTURE(none);
        WireReport report;
        const auto out = report.set(37, none).map();
        CHECK(out.booked() == kBought);
        CHECK(out.order().exchange_order_id == "C1");
        WireReport nameless;
        CHECK(nameless.set(37, none).drop(11).booked() == kBought);
    }
    CHECK(WireReport{}.drop(17).booked() == "refused: 17 ExecID: missing");
    WireReport by_trade_no;
    CHECK(by_trade_no.drop(17).set(1003, "T7").map().events.trade->id == "T7");
}

TEST_CASE("reports/wire_report: a cancellation names the order, not the request") {
    WireReport report;
    const auto asked = report.set(150, "4").set(39, "4").set(11, "X1").set(41, "C1").map();
    CHECK(asked.order().client_order_id == "C1");
    WireReport refused;
    const auto open = refused.set(150, "8")
                          .set(39, "0")
                          .set(11, "C2")
                          .set(41, "C1")
                          .set(14, "0")
                          .set(151, "75")
                          .map();
    CHECK(open.order().client_order_id == "C1");
    CHECK(open.order().state == OrderState::Open);
    CHECK(open.order().remaining == 75);
    WireReport pending;
    CHECK_FALSE(pending.set(150, "6").set(39, "6").set(14, "0").set(151, "75").map().events.order);
}

TEST_CASE("reports/wire_report: busts and corrections say of quantity and price what they say") {
    for (const bool fix42 : {false, true}) {
        CAPTURE(fix42);
        const auto amended = [&](const char* what) {
            WireReport report{fix42};
            report.set(17, "E2").set(19, "E1");
            if (fix42) {
                report.set(20, what == std::string{"H"} ? "1" : "2");
            } else {
                report.set(150, what);
            }
            return report;
        };
        WireReport bust = amended("H");
        const auto gone = bust.drop(31).drop(32).map();
        CHECK(gone.refusal == "");
        CHECK(gone.trade().action == events::Action::Bust);
        CHECK(gone.trade().ref == "E1");
        CHECK(gone.trade().quantity == 0);
        CHECK(gone.trade().price == 0);
        WireReport zeros = amended("H");
        CHECK(zeros.set(31, "0").set(32, "0").map().trade().quantity == 0);
        WireReport cheaper = amended("G");
        const auto price = cheaper.drop(32).set(31, "99.5").map();
        CHECK(price.trade().action == events::Action::Correct);
        CHECK(price.trade().quantity == 0);
        CHECK(price.trade().price == 995'000);
        WireReport fewer = amended("G");
        CHECK(fewer.drop(31).set(32, "50").map().trade().quantity == 50);
        WireReport to_nothing = amended("G");
        CHECK(to_nothing.set(32, "0").booked() == "refused: 32 LastQty: 0, in a correction");
    }
}

TEST_CASE("reports/wire_report: a bust or correction without 17 has an id that no trade has") {
    const auto told = [](const std::string& type, const std::string& price = "101.3") {
        WireReport report;
        report.drop(17).set(1003, "T1").set(31, price);
        if (type != "F") report.set(19, "T1");
        return std::string{report.set(150, type).map().events.trade->id};
    };
    CHECK(told("F") == "T1");
    CHECK(told("H") != "T1");
    CHECK(told("H") == told("H"));  // the same one, however often and under which number it comes
    CHECK(told("G") != told("H"));
    CHECK(told("G") != told("G", "99.5"));
    WireReport bust;
    CHECK(bust.drop(17).set(150, "H").set(19, "T1").set(1003, "T1").map().trade().ref == "T1");
    CHECK(WireReport{}.drop(17).set(150, "H").set(1003, "T1").booked() ==
          "refused: 17 ExecID: missing");
}

TEST_CASE("reports/wire_report: without 14 what is filled follows from 38 and 151") {
    const auto filled = [](WireReport report) {
        return report.set(38, "130").drop(14).map().order().filled;
    };
    WireReport base;
    base.set(39, "1").set(32, "50").set(151, "30");
    CHECK(filled(base) == 100);
    CHECK(filled(WireReport{base}.drop(39)) == 100);
    CHECK(filled(WireReport{base}.drop(151)) == 50);
    CHECK(filled(WireReport{base}.set(151, "-1")) == 50);
    CHECK(filled(WireReport{base}.set(151, "100")) == 50);  // what it adds is sure
    CHECK(filled(WireReport{base}.set(151, "0")) == 50);    // 39 says that it lives
    CHECK(filled(WireReport{base}.set(151, "0").drop(39)) == 130);
    CHECK(filled(WireReport{base}.set(39, "2").drop(151)) == 130);
    const WireReport status = WireReport{base}.set(150, "I").drop(32);
    CHECK(filled(status) == 100);
    CHECK(filled(WireReport{status}.drop(39)) == 100);
    // Nothing is left of an order that has ended, whether it was filled or not.
    CHECK(filled(WireReport{base}.set(150, "4").set(39, "4").set(151, "0")) == 0);
    CHECK(filled(WireReport{base}.set(150, "4").set(39, "4").set(151, "30")) == 100);
    // A bust takes back what it names.
    CHECK(filled(WireReport{base}.set(150, "H").set(19, "E0").set(151, "130")) == 0);
    CHECK(filled(WireReport{base}.set(150, "H").set(19, "E0").set(39, "0").drop(151)) == 0);
}

TEST_CASE("reports/wire_report: a product given twice with two values is refused by name") {
    WireReport twice;
    CHECK(twice.add(9302, "MIS").booked() ==
          "refused: 9302 product: given twice, with different values");
    WireReport same;
    CHECK(same.add(9302, "NRML").booked() == kBought);
}

TEST_CASE("reports/wire_report: in a data field a separator is data") {
    const std::string inner = std::string{"x\x01"} + "32=7500\x01" + "14=0\x01" + "y";
    for (const auto& [length, data] : std::vector<std::pair<int, int>>{{354, 355},
                                                                       {95, 96},
                                                                       {90, 91},
                                                                       {212, 213},
                                                                       {348, 349},
                                                                       {350, 351},
                                                                       {358, 359},
                                                                       {360, 361},
                                                                       {362, 363},
                                                                       {364, 365},
                                                                       {445, 446},
                                                                       {618, 619},
                                                                       {621, 622},
                                                                       {93, 89}}) {
        CAPTURE(length);
        WireReport report;
        report.put_first(data, inner).put_first(length, std::to_string(inner.size()));
        CHECK(report.booked() == kBought);
    }
    // A length that lies is not believed, and what then contradicts itself is not booked.
    WireReport lies;
    lies.put_first(355, inner).put_first(354, "3");
    CHECK(lies.booked() == "refused: 32 LastQty: given twice, with different values");
    WireReport too_long;
    CHECK(too_long.put_first(355, "abc").put_first(354, "40").booked() == kBought);
}

TEST_CASE("reports/wire_report: fields of repeating groups are the groups' own") {
    WireReport legs;
    legs.put_first(32, "40").put_first(9001, "b").put_first(32, "35").put_first(9001, "a");
    CHECK(legs.put_first(382, "2").booked() == kBought);
    WireReport unknown_group;
    unknown_group.put_first(32, "40").put_first(5000, "1");
    CHECK(unknown_group.booked() == "refused: 32 LastQty: given twice, with different values");
    WireReport same_twice;
    CHECK(same_twice.add(32, "75").add(31, "101.3").booked() == kBought);
}

TEST_CASE(
    "reports/wire_report: an unsolicited fill of type 1 or 2 is FIX 4.2's, and 20 decides there") {
    CHECK(WireReport{true}.booked() == kBought);
    CHECK(WireReport{true}.set(150, "1").set(39, "1").booked() == kBought);
    CHECK(WireReport{true}.set(20, "3").booked() == "none");
    CHECK(with(150, "I") == "none");
    CHECK(with(150, "J") == "refused: 150 ExecType: unknown value J");
    CHECK(WireReport{}.drop(150).booked() == "refused: 150 ExecType: missing");
    WireReport other;
    CHECK(other.set(150, "Z").set(32, "0").set(39, "0").set(14, "0").map().order().as_sent ==
          "150=Z");
}
