// Which exchanges no order reaches, out of the tables that gateways and square-off write; a real
// MariaDB.
#include <doctest/doctest.h>

#include "common/account/exchanges.h"
#include "consumers/gateway/store.h"
#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

namespace {

struct Given {
    Given() {
        site.execute("DELETE FROM order_sessions");
        site.site(true, 1);
        site.open_day(kDay);
        site.instruments(1);
        site.accounts({"A1"}, 1);
        gateway.note(true);
    }
    // The gateway's own statement, for the session of NSE.
    struct Gateway {
        void note(bool logged_on) {
            REQUIRE(store.connect().ok());
            REQUIRE(store.note_session(logged_on).ok());
        }
        gateway::Store store{database_config(), "nse-1"};
    };
    void age(const std::string& column, int64_t seconds) {
        site.execute("UPDATE order_sessions SET " + column + "=" + column + "-" +
                     std::to_string(seconds * 1'000'000));
    }
    bool is_reached() {
        const std::string numbers = site.value("SELECT " + account::unreached_sql());
        return !account::read_unreached(numbers).contains(events::Exchange::Nse);
    }
    Site site;
    Gateway gateway;
    Store store{context()};
    bool connected = store.connect().ok();  // notes the route
};

}  // namespace

TEST_CASE("squareoff/sessions: down after 3 s without a logon, or 15 s without the gateway") {
    Given given;
    REQUIRE(given.connected);
    CHECK(given.is_reached());
    given.age("since_us", 100);
    CHECK(given.is_reached());  // logged on for long
    given.gateway.note(false);
    CHECK(given.is_reached());  // a new logon takes a moment
    given.age("since_us", 4);
    CHECK_FALSE(given.is_reached());
    given.gateway.note(false);  // again: since when stays
    CHECK_FALSE(given.is_reached());
    given.gateway.note(true);
    CHECK(given.is_reached());
    given.age("seen_us", 14);
    CHECK(given.is_reached());
    given.age("seen_us", 2);
    CHECK_FALSE(given.is_reached());
    given.site.execute("DELETE FROM order_sessions");
    CHECK(given.is_reached());  // nobody has said so
}

TEST_CASE("squareoff/sessions: an exit waits in its row, and is planned by the next look") {
    Given given;
    given.gateway.note(false);
    given.age("since_us", 4);
    const auto row = [&] {
        return given.site.value(
            "SELECT CONCAT(state,' ',reason) FROM command_rows WHERE command_id='c1'");
    };
    REQUIRE(given.store.run(work_of({exit_all("c1", "A1")})).ok());
    CHECK(row() == "waiting the session with NSE is down");
    CHECK(given.site.value("SELECT COUNT(*) FROM exits") == "0");
    given.gateway.note(true);
    REQUIRE(given.store.run(look_at({"A1"})).ok());
    CHECK(row() == "working ");
    CHECK(given.site.value("SELECT COUNT(*) FROM exits") == "1");
}

}  // namespace squareoff::test
