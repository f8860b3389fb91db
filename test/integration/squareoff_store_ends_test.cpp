// How an order of ours gets its end, against a real MariaDB.
#include <doctest/doctest.h>

#include <thread>

#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

namespace {

// A1's only exit is on the wire, and the books end it with 60 of 100.
void sixty_and_cancelled(Site& site) {
    site.execute("UPDATE exits SET state='sent',sent_us=1");
    site.execute("INSERT INTO orders " + kOrderColumns +
                 " SELECT account,day,exchange,segment,'X1',client_order_id,token,product,side,"
                 "type,validity,quantity,60,0,price,0,'cancelled','','backstop','e2',0 FROM exits");
    site.execute("UPDATE positions SET sell_quantity=60");
}

Outcome run(Store& store, const Work& work) {
    auto outcome = store.run(work);
    REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().what));
    return std::move(outcome).value();
}

void wait_for_statement(Site& site, const std::string& beginning) {
    for (int tries = 0; tries < 1'000; ++tries) {
        const auto seen = site.value(
            "SELECT COUNT(*),SLEEP(0.005) FROM information_schema.processlist WHERE "
            "info LIKE '" +
            beginning + "%'");
        if (seen != "0") return;
    }
    FAIL("not seen within 5 s: " << beginning);
}

}  // namespace

TEST_CASE("squareoff/store: an end that the gateway overtakes is neither written nor told") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    Store store{context()};
    REQUIRE(store.connect().ok());
    run(store, work_of({exit_all("c1", "A1")}));
    sixty_and_cancelled(site);
    db::Session gateway{database_config()};
    REQUIRE(gateway.connect().ok());
    REQUIRE(gateway.begin().ok());
    REQUIRE(gateway.execute("UPDATE exits SET heard=100").ok());
    base::Status looked = base::Unit{};
    std::thread look{[&] {
        const auto outcome = store.run(look_at({"A1"}));
        if (!outcome.ok()) looked = outcome.error();
    }};
    wait_for_statement(site, "INSERT INTO exits");
    const bool committed = gateway.commit().ok();
    look.join();
    REQUIRE(committed);
    REQUIRE_FALSE(looked.ok());
    CHECK(looked.error().code == base::Errc::Retryable);
    CHECK_EQ(site.value("SELECT CONCAT(state,ended_us) FROM commands"), "exiting0");
    CHECK_EQ(site.value("SELECT CONCAT(state,ended_us) FROM exits"), "sent0");

    const Outcome again = run(store, look_at({"A1"}));
    CHECK_EQ(again.open.count("A1"), 1);
    CHECK_EQ(site.value("SELECT CONCAT(state,ended_us) FROM exits"), "doubt0");
}

TEST_CASE("squareoff/store: a day that is over plans nothing more, and nothing of it outlives it") {
    Site site;
    site.instruments(1);
    site.accounts({"A1", "A2"}, 1);
    Store store{context()};
    REQUIRE(store.connect().ok());
    site.execute("UPDATE trading_day SET ends_us=5000000");
    CHECK_EQ(run(store, work_of({exit_all("c1", "A1")})).planned, 1);
    CHECK_EQ(site.value("SELECT expires_us FROM exits"), "5000000");
    Work later = look_at({"A1"}, 5'000'000);
    later.commands = work_of({exit_all("c2", "A2")}).commands;
    CHECK_EQ(run(store, later).refused, 1);
    CHECK_EQ(site.value("SELECT reason FROM commands WHERE id='c2'"),
             "day: " + std::to_string(kDay) + " is over, and no other one is open yet");
    CHECK_EQ(site.value("SELECT CONCAT(state,' ',reason) FROM exits"),
             "cancelled withdrawn before it was sent");
    run(store, look_at({"A1"}, 5'100'000));
    CHECK_EQ(site.value("SELECT reason FROM commands WHERE id='c1'"), "day: over");
    constexpr int64_t kThree = kMidnightUs + 54'000'000'000;
    CHECK(store.timed(kDay, 10, 1, kThree).value().commands.empty());
    site.execute("UPDATE trading_day SET ends_us=" + std::to_string(kThree + 1));
    CHECK_FALSE(store.timed(kDay, 10, 2, kThree).value().commands.empty());
}

TEST_CASE("squareoff/store: a cancel ends with its order, which got a number and ended since") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    site.pending("A1", "C1", 1, 50);
    site.execute("UPDATE orders SET client_order_id=exchange_order_id");  // it has no number yet
    Store store{context()};
    REQUIRE(store.connect().ok());
    run(store, work_of({exit_all("c1", "A1")}));
    CHECK_EQ(site.value("SELECT CONCAT(action,target_exchange_order_id) FROM exits"), "cancelC1");
    site.execute("UPDATE exits SET state='sent',sent_us=1");
    site.execute(
        "UPDATE orders SET exchange_order_id='N1',client_order_id='C1',state='cancelled',"
        "remaining=0");
    run(store, look_at({"A1"}));
    CHECK_EQ(site.value("SELECT state FROM exits WHERE action='cancel'"), "done");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM exits WHERE action='exit'"), "1");
}

TEST_CASE("squareoff/store: a cancel ends with its order, not with one of that number elsewhere") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    site.pending("A1", "O1", 1, 50);
    site.execute("INSERT INTO orders " + kOrderColumns +
                 " SELECT account,day,'BSE',segment,exchange_order_id,client_order_id,token,"
                 "product,side,type,validity,quantity,filled,remaining,price,trigger_price,state,"
                 "reason,origin,id,exchange_time_us FROM orders");
    Store::Context both = context();
    both.sessions[events::Exchange::Bse] = "bse-1";
    Store store{both};
    REQUIRE(store.connect().ok());
    run(store, work_of({exit_all("c1", "A1")}));
    site.execute("UPDATE exits SET state='sent',sent_us=1");
    site.execute("UPDATE orders SET state='cancelled',remaining=0 WHERE exchange='NSE'");
    run(store, look_at({"A1"}));
    CHECK_EQ(site.value("SELECT GROUP_CONCAT(exchange,state ORDER BY exchange) FROM exits WHERE "
                        "action='cancel'"),
             "NSEdone,BSEsent");
}

TEST_CASE("squareoff/store: an account stays open while an order of ours has no end") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    Store store{context()};
    REQUIRE(store.connect().ok());
    run(store, work_of({exit_all("c1", "A1")}));
    site.execute("UPDATE exits SET state='sent',sent_us=1");
    site.execute("UPDATE commands SET state='done',ended_us=1");
    CHECK_EQ(store.open_accounts(kDay).value(), std::vector<std::string>{"A1"});
    CHECK_EQ(run(store, look_at({"A1"})).open.count("A1"), 1);
    sixty_and_cancelled(site);
    CHECK_EQ(run(store, look_at({"A1"})).finished.count("A1"), 1);
    CHECK_EQ(store.open_accounts(kDay).value(), std::vector<std::string>{});
}

}  // namespace squareoff::test
