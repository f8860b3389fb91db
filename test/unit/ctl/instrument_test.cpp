#include <doctest/doctest.h>

#include "producers/ctl/instruments/named_instrument.h"
#include "producers/ctl/instruments/terms_file.h"

using ctl::Terms;
using ctl::TermsWish;

namespace {

const Terms kTerms{17'600'000, 26'400'000, 1'800, 75, 500};

std::string refusal(const TermsWish& wish) {
    const auto after = ctl::changed(kTerms, wish);
    return after.ok() ? "" : after.error().what;
}

std::string refusal_of_file(std::string_view text) {
    const auto lines = ctl::read_terms(text);
    return lines.ok() ? "" : lines.error().what;
}

}  // namespace

TEST_CASE("ctl/instrument: what is wished changes, the rest stays") {
    TermsWish band;
    band.band_low = "1500";
    band.band_high = "1700";
    CHECK_EQ(ctl::changed(kTerms, band).value(), Terms{15'000'000, 17'000'000, 1'800, 75, 500});
    CHECK_EQ(ctl::changed(kTerms, {"", "", 0, 65, "0.1"}).value(),
             Terms{17'600'000, 26'400'000, 0, 65, 1'000});
    CHECK_EQ(ctl::text_of(kTerms), "band 1760-2640, freeze 1800, lot 75, tick 0.05");
}

TEST_CASE("ctl/instrument: what cannot be is refused with its option") {
    CHECK_EQ(refusal({}), "band-low: give it, or what else is to change");
    CHECK_EQ(refusal({"2700", "", {}, {}, ""}), "band-low: 2700 is above band-high, 2640");
    CHECK_EQ(refusal({"-1", "", {}, {}, ""}),
             "band-low: must be rupees from 0 to 10000000 with at most 4 decimals, not -1");
    CHECK_EQ(refusal({"", "1e3", {}, {}, ""}),
             "band-high: must be rupees from 0 to 10000000 with at most 4 decimals, not 1e3");
    CHECK_EQ(refusal({"", "", {}, {}, "0"}),
             "tick: must be rupees from 0.0001 to 10000000 with at most 4 decimals, not 0");
    CHECK_EQ(refusal({"", "", {}, 0, ""}), "lot: must be 1 to 100000000, not 0");
    CHECK_EQ(refusal({"", "", 10, {}, ""}), "freeze-quantity: 10 is less than a lot of 75");
    CHECK_EQ(refusal({"", "", {}, 4'000, ""}), "freeze-quantity: 1800 is less than a lot of 4000");
}

TEST_CASE("ctl/instrument: what can be no wish of any instrument is told from what does not fit") {
    CHECK_FALSE(ctl::changed(Terms{}, {"20", "10", {}, {}, ""}).ok());
    CHECK_FALSE(ctl::changed(Terms{}, {"", "", 10, 75, ""}).ok());
    for (const TermsWish& wish :
         {TermsWish{"2700", "", {}, {}, ""}, {"", "", 10, {}, ""}, {"", "", {}, 4'000, ""}}) {
        CHECK_FALSE(ctl::changed(kTerms, wish).ok());
        CHECK(ctl::changed(Terms{}, wish).ok());
    }
}

TEST_CASE("ctl/instrument: a file names its columns, and an empty cell stays as it is") {
    const auto lines = ctl::read_terms(
        "\xEF\xBB\xBF"
        "exchange,segment,token,band_low,band_high,lot\r\n"
        "NSE,FO,53001,1500,1700,\r\n\r\nBSE , FO ,7,,\"2000\",65\n");
    REQUIRE(lines.ok());
    REQUIRE(lines.value().size() == 2);
    CHECK_EQ(lines.value()[0].wish.band_low, "1500");
    CHECK_FALSE(lines.value()[0].wish.lot.has_value());
    CHECK_EQ(lines.value()[1].line, 4);
    CHECK_EQ(lines.value()[1].key.token, 7);
    CHECK_EQ(lines.value()[1].wish.band_high, "2000");
    CHECK_EQ(*lines.value()[1].wish.lot, 65);
}

TEST_CASE("ctl/instrument: a line that is none is told by its number") {
    const std::string head = "exchange,segment,token,lot\n";
    CHECK_EQ(refusal_of_file(""), "file: has no line");
    CHECK_EQ(refusal_of_file(head), "file: has no line behind the first");
    CHECK_EQ(refusal_of_file("exchange,segment,token,size\n"), "line 1: unknown column size");
    CHECK_EQ(refusal_of_file(head + "NSE,FO,1\n"), "line 2: 3 fields, not 4");
    CHECK_EQ(refusal_of_file(head + "NSE,FO,1,5\nNYSE,FO,1,5\n"),
             "line 3: exchange: must be NSE, BSE, MCX, NCDEX or MSE, not NYSE");
    CHECK_EQ(refusal_of_file("exchange,segment,token,lot,Lot\n"), "column lot is there twice");
    CHECK(ctl::read_terms("Exchange, SEGMENT,Token,Lot\nNSE,FO,1,5\n").ok());
    CHECK_EQ(refusal_of_file(head + "NSE,FO,0,5\n"),
             "line 2: token: must be 1 to 2147483647, not 0");
    CHECK_EQ(refusal_of_file(head + "NSE,FO,1,5x\n"), "line 2: lot: no whole number: 5x");
    CHECK_EQ(refusal_of_file(head + "NSE,FO,1,0\n"), "line 2: lot: must be 1 to 100000000, not 0");
    CHECK_EQ(refusal_of_file(head + "NSE,FO,1,5\nNSE,FO,1,6\n"),
             "line 3: the same instrument again");
}

namespace {

using events::Exchange;
using events::Segment;

const ctl::NamedInstrument kAtNse{{Exchange::Nse, Segment::Cm, 1358}, "BETWAFOODS", "EQ"};
const ctl::NamedInstrument kBlock{{Exchange::Nse, Segment::Cm, 1359}, "BETWAFOODS", "BL"};
const ctl::NamedInstrument kAtBse{{Exchange::Bse, Segment::Cm, 501358}, "BETWAFOODS", ""};
const ctl::InstrumentName kName{"BETWAFOODS", "", ""};

std::string refusal_of_name(const ctl::InstrumentName& name, const ctl::Named& named,
                            const std::set<account::InstrumentKey>& held = {}) {
    const auto key = ctl::the_one(name, named, held);
    return key.ok() ? "" : key.error().what;
}

}  // namespace

TEST_CASE("ctl/instrument: a name that one has is that one") {
    CHECK(ctl::the_one(kName, {{kAtNse}, {}}).value() == kAtNse.key);
    // Held or not.
    CHECK(ctl::the_one(kName, {{kAtNse}, {}}, {kAtBse.key}).value() == kAtNse.key);
}

TEST_CASE("ctl/instrument: a name that several have is refused with market, token and series") {
    CHECK_EQ(refusal_of_name(kName, {{kAtNse, kBlock, kAtBse}, {}}),
             "instrument: BETWAFOODS is more than one, say which by exchange, segment and token: "
             "NSE CM 1358 EQ, NSE CM 1359 BL, BSE CM 501358");
    const ctl::Named crowd{std::vector<ctl::NamedInstrument>(ctl::kNamedMax + 1, kAtNse), {}};
    CHECK(refusal_of_name(kName, crowd).ends_with(" and more"));
}

TEST_CASE("ctl/instrument: of several the one that is held is meant, of two that are held none") {
    const ctl::Named named{{kAtNse, kBlock, kAtBse}, {}};
    CHECK(ctl::the_one(kName, named, {kAtBse.key}).value() == kAtBse.key);
    CHECK_EQ(refusal_of_name(kName, named, {kAtBse.key, kBlock.key}),
             "instrument: BETWAFOODS is more than one, say which by exchange, segment and token: "
             "NSE CM 1359 BL, BSE CM 501358");
}

TEST_CASE("ctl/instrument: of a name that none has those are told that begin so") {
    CHECK_EQ(refusal_of_name({"BETWA", "NSE", "CM"}, {{}, {"BETWAFOODS", "BETWASTEEL"}}),
             "instrument: BETWA is unknown at NSE CM; there are BETWAFOODS, BETWASTEEL");
    CHECK_EQ(refusal_of_name({"9", "", ""}, {}), "instrument: 9 is unknown");
}

TEST_CASE("ctl/instrument: digits are a token, all else is a symbol") {
    for (const char* text : {"0", "53001", "4294967295"}) CHECK(ctl::is_token(text));
    for (const char* text : {"", "20MICRONS", "-1", "1.5", "53001 ", "12345678901"}) {
        CHECK_FALSE(ctl::is_token(text));
    }
}
