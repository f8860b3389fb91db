// What the gateway's bookkeeping tells, against a real MariaDB.
#include <doctest/doctest.h>

#include "consumers/gateway/store.h"
#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

namespace {

using Names = std::vector<std::string>;

// Accounts A1 and A2 with one exit each, `sent` and known to the books.
struct Desk {
    Site site;
    gateway::Store store{database_config(), "nse-1"};
    std::vector<std::string> ids;

    Desk() {
        site.site(true, 1);
        site.open_day(kDay);
        site.instruments(1);
        site.accounts({"A1", "A2"}, 1);
        Store squareoff{context()};
        REQUIRE(squareoff.connect().ok());
        for (const std::string account : {"A1", "A2"}) {
            REQUIRE(squareoff.run(work_of({exit_all("C" + account, account)})).ok());
        }
        site.execute("UPDATE exits SET state='sent',sent_us=1,session='nse-1'");
        site.execute("INSERT INTO orders " + kOrderColumns +
                     " SELECT account,day,exchange,segment,CONCAT('X',account),client_order_id,"
                     "token,product,side,type,validity,quantity,0,quantity,price,0,'open','',"
                     "'backstop','e2',0 FROM exits");
        for (const db::Row& row :
             site.query("SELECT client_order_id FROM exits ORDER BY account")) {
            ids.push_back(*row[0]);
        }
        REQUIRE(ids.size() == 2);
        REQUIRE(store.connect().ok());
    }
    gateway::Recorded record(const gateway::Records& records) {
        auto recorded = store.record(records);
        REQUIRE_MESSAGE(recorded.ok(), (recorded.ok() ? "" : recorded.error().what));
        return std::move(recorded).value();
    }
};

gateway::Unwritten uncounted(const std::string& account) {
    return {.account = account, .number = 1, .uncounted = true};
}

}  // namespace

TEST_CASE("gateway/store: what no plan has counted with is told where the row had ended") {
    Desk desk;
    desk.site.execute("UPDATE exits SET state='rejected' WHERE account='A1'");
    for (const char* word : {"life", "fill"}) {
        CAPTURE(word);
        gateway::Records records;
        for (size_t i = 0; i < 2; ++i) {
            const gateway::Unwritten told = uncounted(i == 0 ? "A1" : "A2");
            if (word == std::string{"life"}) {
                records.living.push_back({desk.ids[i], told});
            } else {
                records.heard.push_back({desk.ids[i], 10, false, told});
            }
        }
        // The books have that fill already.
        desk.site.execute("UPDATE exits SET filled=10");
        const gateway::Recorded told = desk.record(records);
        CHECK(told.uncounted == Names{"A1"});  // the other one is out: every plan counts all of it
        CHECK(told.accounts == Names{"A1"});
        CHECK(told.in_doubt.empty());
    }
}

TEST_CASE("gateway/store: what plans have counted with calls nobody") {
    Desk desk;
    desk.site.execute("UPDATE exits SET state='rejected',filled=10 WHERE account='A1'");
    gateway::Records records;
    records.heard.push_back({desk.ids[0], 10, false, {.account = "A1", .number = 1}});
    const gateway::Recorded told = desk.record(records);
    CHECK(told.uncounted.empty());
    CHECK(told.accounts.empty());
}

TEST_CASE("gateway/store: the first look finds the ends and doubts that nobody has taken in") {
    Desk desk;
    desk.site.execute("UPDATE exits SET state='rejected' WHERE account='A1'");
    auto found = desk.store.find_open(10, true);
    REQUIRE(found.ok());
    CHECK(found.value().ended_accounts == Names{"A1"});
    desk.site.execute("UPDATE exits SET ended_us=5 WHERE account='A1'");
    found = desk.store.find_open(10, true);
    REQUIRE(found.ok());
    CHECK(found.value().ended_accounts.empty());
}

}  // namespace squareoff::test
