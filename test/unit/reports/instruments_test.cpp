#include "common/reports/instruments.h"

#include <doctest/doctest.h>

#include "test/unit/reports/wire_report.h"

namespace {

constexpr std::string_view kFile =
    "\xEF\xBB\xBF"
    "exchange,segment,token,symbol,series,expiry,strike,option_type,underlying,isin\r\n"
    "NSE,FO,53001,NIFTY26AUG24000CE,,20260827,240000000,CE,NIFTY,\r\n"
    "NSE,FO,53002,NIFTY26AUG24000PE,,20260827,240000000,PE,NIFTY,\r\n"
    "NSE,FO,53003,NIFTY26AUGFUT,,20260827,0,,NIFTY,\r\n"
    "NSE,FO,53004,NIFTY26SEPFUT,,20260924,0,,NIFTY,\r\n"
    "NSE,CM,2885,RELIANCE,EQ,,,,,INE002A01018\r\n"
    "NSE,CM,9999,RELIANCE,BE,,,,,INE002A01018\r\n"
    "BSE,CM,500325,RELIANCE,A,,,,,INE002A01018\r\n";

WireReport report() {
    WireReport report;
    report.instruments = reports::Instruments::parse(kFile).value();
    return report;
}

uint32_t token_of(WireReport wire) {
    const auto out = wire.map();
    return out.events.trade ? out.events.trade->token : 0;
}

std::string problem(std::string_view text) {
    const auto read = reports::Instruments::parse(text);
    return read.ok() ? "" : read.error().what;
}

}  // namespace

TEST_CASE("reports/instruments: the exchange's number counts where it is one") {
    CHECK(token_of(report()) == 53001);
    CHECK(token_of(report().set(22, "8")) == 53001);
    // The same digits under another name are no number of the exchange.
    CHECK(token_of(report().set(22, "2").set(55, "NIFTY26AUG24000PE")) == 53002);
    CHECK(token_of(report().add(454, "1").add(455, "53004").add(456, "8").set(48, "x")) == 53004);
}

TEST_CASE("reports/instruments: symbol, underlying, expiry, strike and option find one") {
    CHECK(token_of(report().drop(48).set(55, "NIFTY26AUG24000CE")) == 53001);
    CHECK(token_of(report().set(48, "NIFTY26AUGFUT").set(22, "8")) == 53003);
    const auto nifty = [] { return report().drop(48).set(55, "NIFTY"); };
    CHECK(token_of(nifty().add(541, "20260827").add(202, "24000.00").add(201, "1")) == 53001);
    CHECK(token_of(nifty().add(200, "202608").add(202, "24000").add(461, "OPASPS")) == 53002);
    CHECK(token_of(nifty().add(200, "202609").add(205, "24").add(461, "FFSPS")) == 53004);
    CHECK(nifty().booked() ==
          "refused: 48 token: more than one instrument of instruments_file fits 55=NIFTY");
    CHECK(nifty().add(541, "20261231").booked() ==
          "refused: 48 token: no instrument of instruments_file fits 55=NIFTY expiry=20261231");
    CHECK(report().drop(48).drop(55).booked() ==
          "refused: 48 token: missing, and nothing else names an instrument");
}

TEST_CASE("reports/instruments: an ISIN is one of the exchange and segment that the report names") {
    const auto share = [] {
        return report().set(48, "INE002A01018").set(22, "4").set(1300, "CM").set(55, "RELIANCE");
    };
    CHECK(token_of(share().set(207, "BSE")) == 500325);
    CHECK(token_of(share().add(65, "EQ")) == 2885);
    CHECK(share().booked().starts_with("refused: 48 token: more than one instrument"));
    CHECK(token_of(report().drop(48).set(1300, "CM").set(55, "RELIANCE").add(65, "BE")) == 9999);
    const auto of_no_kind = report().set(48, "INE002A01018").set(1300, "CM").set(207, "BSE");
    CHECK(token_of(WireReport{of_no_kind}.drop(55)) == 500325);
    CHECK(token_of(WireReport{of_no_kind}.drop(55).set(22, "8")) == 500325);
}

TEST_CASE("reports/instruments: 48 is a name too where another tag has the number") {
    const auto elsewhere = [] {
        WireReport wire = report();
        wire.dialect.token_tag = 5001;
        return wire;
    };
    CHECK(token_of(elsewhere().set(5001, "53002").set(48, "x")) == 53002);
    const auto share = elsewhere().set(1300, "CM").set(207, "BSE").drop(55);
    CHECK(token_of(WireReport{share}.set(48, "INE002A01018").set(22, "4")) == 500325);
    CHECK(token_of(WireReport{share}.set(48, "INE002A01018")) == 500325);
    CHECK(token_of(WireReport{share}.set(48, "RELIANCE").set(22, "8").set(5001, "?")) == 500325);
    CHECK(token_of(WireReport{share}.drop(48).set(5001, "RELIANCE")) == 500325);
}

TEST_CASE("reports/instruments: a bad line is refused with its number") {
    const std::string head = "exchange,segment,token,symbol,expiry,option_type\n";
    CHECK(problem(head + "NSE,FO,1,A,,\nNSE,FO,x,B,,").find("line 3: token") != std::string::npos);
    CHECK(problem(head + "NYSE,FO,1,A,,").find("line 2: exchange: unknown") != std::string::npos);
    CHECK(problem(head + "NSE,FO,1,,,").find("line 2: symbol: empty") != std::string::npos);
    CHECK(problem(head + "NSE,FO,1,A,20260231,").find("line 2: expiry") != std::string::npos);
    CHECK(problem(head + "NSE,FO,1,A,,C").find("line 2: option_type") != std::string::npos);
    CHECK(problem("exchange,segment,token\n").find("no column symbol") != std::string::npos);
}
