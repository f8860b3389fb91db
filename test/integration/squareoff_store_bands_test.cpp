// Bands that a message of prices says, in the rows from which exits read them; a real MariaDB.
#include <doctest/doctest.h>

#include "consumers/squareoff/band_store.h"
#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

using events::Quote;

namespace {

account::InstrumentKey share(uint32_t token) {
    return {events::Exchange::Nse, events::Segment::Cm, token};
}

struct Given {
    Given() {
        site.instruments(3);
        site.execute("UPDATE instruments SET band_low=100,band_high=200");
    }
    void say(const HeardBands& bands) {
        const base::Status done = write_bands(site.session(), bands, held);
        REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().what));
    }
    // "100-200 100-200 100-200", by token and exchange
    std::string bands() {
        return site.value(
            "SELECT GROUP_CONCAT(CONCAT(band_low,'-',band_high) ORDER BY token,exchange SEPARATOR "
            "' ') "
            "FROM instruments");
    }
    Site site;
    HeardBands held;
};

}  // namespace

TEST_CASE("squareoff/bands: what is said moves its own half of its own row") {
    Given given;
    given.say({{share(1), {Quote::of(110), {}}},
               {share(2), {Quote::of(300), Quote::of(12'345'678'901)}},
               {share(999), {Quote::of(1), Quote::of(2)}},
               {{events::Exchange::Bse, events::Segment::Cm, 3}, {Quote::of(1), Quote::of(2)}}});
    CHECK_EQ(given.bands(), "110-200 300-12345678901 100-200");
    CHECK_EQ(given.site.value("SELECT COUNT(*) FROM instruments"), "3");
    given.say({{share(1), {Quote::none(), {}}}, {share(3), {{}, Quote::none()}}});
    CHECK_EQ(given.bands(), "0-200 300-12345678901 100-0");
    CHECK(given.held.empty());
}

TEST_CASE("squareoff/bands: exchanges and segments of one round do not meet") {
    Given given;
    given.site.execute(
        "INSERT INTO instruments SELECT 'BSE',segment,token,symbol,series,expiry,strike,"
        "option_type,lot,tick,freeze_quantity,1,2,previous_close,last_price,trade_for_trade,"
        "suspended FROM instruments WHERE token<3");
    given.say({{share(1), {{}, Quote::of(150)}},
               {{events::Exchange::Bse, events::Segment::Cm, 1}, {{}, Quote::of(50)}}});
    CHECK_EQ(given.bands(), "100-150 1-50 100-200 1-2 100-200");
}

TEST_CASE("squareoff/bands: a half that does not fit waits for the other, its neighbour does not") {
    Given given;
    given.say({{share(1), {{}, Quote::of(90)}}, {share(2), {{}, Quote::of(190)}}});
    CHECK_EQ(given.bands(), "100-200 100-190 100-200");
    CHECK_EQ(given.held.size(), 1);
    given.say({{share(2), {Quote::of(185), {}}}});
    CHECK_EQ(given.bands(), "100-200 185-190 100-200");
    given.say({{share(1), {Quote::of(50), {}}}});
    CHECK_EQ(given.bands(), "50-90 185-190 100-200");
    CHECK(given.held.empty());
}

TEST_CASE("squareoff/bands: a half that waited is forgotten when a newer one takes its place") {
    Given given;
    given.say({{share(1), {{}, Quote::of(90)}}});
    given.say({{share(1), {Quote::of(150), Quote::of(180)}}});
    given.say({{share(1), {Quote::of(80), {}}}});
    CHECK_EQ(given.bands(), "80-180 100-200 100-200");
}

TEST_CASE("squareoff/bands: more instruments than one statement takes, and again") {
    Given given;
    std::string rows;
    HeardBands said;
    for (uint32_t token = 10; token < 5'000; ++token) {
        const std::string text = std::to_string(token);
        rows += rows.empty() ? "" : ",";
        rows += "('NSE','CM'," + text + ",'S','EQ',0,0,'',1,500,0,0,0,0,1000000,0,0)";
        said[share(token)] = {Quote::of(token), Quote::of(2 * token)};
    }
    given.site.execute("INSERT INTO instruments VALUES " + rows);
    const std::string wrong =
        "SELECT COUNT(*) FROM instruments WHERE token>=10 AND (band_low<>token OR "
        "band_high<>2*token)";
    given.say(said);
    CHECK_EQ(given.site.value(wrong), "0");
    given.site.execute("UPDATE instruments SET band_low=7 WHERE token=4999");
    given.say(said);
    CHECK_EQ(given.site.value(wrong), "0");
}

}  // namespace squareoff::test
