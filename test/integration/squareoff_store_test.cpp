// The promises of the square-off's transactions, against a real MariaDB.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "common/db/now.h"
#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

namespace {

// A store that is connected, on a site with 5 shares; its calls must succeed.
struct Running {
    explicit Running(int32_t partition = 0, int32_t partitions = 1)
        : store{context(partition, partitions)} {
        const base::Status up = store.connect();
        REQUIRE_MESSAGE(up.ok(), (up.ok() ? "" : up.error().what));
    }
    Outcome run(const Work& work) {
        auto outcome = store.run(work);
        REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().what));
        return std::move(outcome).value();
    }
    Store store;
};

std::string day() { return std::to_string(kDay); }

}  // namespace

TEST_CASE("squareoff/store: an accepted command stands in its tables, planned rows are named") {
    Site site;
    site.instruments(2);
    site.accounts({"A1"}, 2);
    Running running;
    const Outcome outcome = running.run(work_of({exit_all("c1", "A1")}));
    CHECK_EQ(outcome.accepted, 1);
    CHECK_EQ(outcome.planned, 2);
    REQUIRE_EQ(outcome.to_send.count("nse-1"), 1);
    CHECK_EQ(outcome.to_send.at("nse-1").size(), 2);
    CHECK_EQ(outcome.open.count("A1"), 1);
    CHECK_EQ(site.value("SELECT state FROM commands WHERE id='c1'"), "exiting");
    CHECK_EQ(site.value("SELECT GROUP_CONCAT(wanted,state ORDER BY number) FROM command_rows"),
             "100working,100working");
    CHECK_EQ(site.value("SELECT GROUP_CONCAT(quantity,side,price,state,symbol,epoch ORDER BY token)"
                        " FROM exits"),
             "100sell980000plannedS11,100sell980000plannedS21");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM exits WHERE expires_us=60000000"), "2");
}

TEST_CASE("squareoff/store: from the rows alone a fresh store goes on to the end") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    site.pending("A1", "O1", 1, 40);
    Running{}.run(work_of({exit_all("c1", "A1")}));
    CHECK_EQ(site.value("SELECT target_exchange_order_id FROM exits"), "O1");
    site.execute("UPDATE orders SET state='cancelled',remaining=0");
    Running second;
    CHECK_EQ(second.store.open_accounts(kDay).value(), std::vector<std::string>{"A1"});
    CHECK_EQ(second.run(look_at({"A1"})).planned, 1);
    CHECK_EQ(site.value("SELECT quantity FROM exits WHERE action='exit'"), "100");
    site.execute(
        "INSERT INTO orders " + kOrderColumns +
        " SELECT account,day,exchange,segment,'X1',client_order_id,token,"
        "product,side,type,validity,quantity,quantity,0,price,0,'filled','','backstop','e2',"
        "0 FROM exits WHERE action='exit'");
    site.execute("UPDATE positions SET sell_quantity=100");
    const Outcome last = Running{}.run(look_at({"A1"}));
    CHECK_EQ(last.finished.count("A1"), 1);
    CHECK_EQ(site.value("SELECT CONCAT(state,ended_us) FROM commands"), "done2000000");
    CHECK_EQ(site.value("SELECT GROUP_CONCAT(state,done ORDER BY number) FROM command_rows"),
             "done1,done100");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM exits WHERE state='done' AND ended_us>0"), "2");
}

TEST_CASE("squareoff/store: the same command again is told, in one transaction and in the next") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    Running running;
    const auto command = exit_all("c1", "A1");
    const Outcome outcome = running.run(work_of({command, command}));
    CHECK_EQ(outcome.accepted, 1);
    CHECK_EQ(outcome.repeats, 1);
    CHECK_EQ(running.run(work_of({command}, 3'000'000)).repeats, 1);
    CHECK_EQ(site.value("SELECT COUNT(*) FROM exits"), "1");
    CHECK_EQ(site.value("SELECT accepted_us FROM commands"), "1000000");
}

TEST_CASE("squareoff/store: an id that stands for another instruction is refused by name") {
    Site site;
    site.instruments(1);
    site.accounts({"A1", "A2"}, 1);
    Running running;
    running.run(work_of({exit_all("c1", "A1")}));
    const Outcome outcome = running.run(work_of({exit_all("c1", "A2")}));
    CHECK_EQ(outcome.accepted, 0);
    CHECK_EQ(outcome.conflicts, 1);
    CHECK_EQ(site.value("SELECT account FROM commands"), "A1");
    CHECK_EQ(site.value("SELECT CONCAT(id,account,field,seen) FROM command_conflicts"),
             "c1A2account1");
    auto half = exit_all("c1", "A1");
    half.percent = 50;
    CHECK_EQ(running.run(work_of({half, half})).conflicts, 2);
    CHECK_EQ(site.value("SELECT CONCAT(field,seen) FROM command_conflicts WHERE account='A1'"),
             "percent2");
    auto later = exit_all("c1", "A1");  // asked again: the stored result is the answer
    later.issued_us = 5;
    later.expires_us = 90'000'000;
    const Outcome again = running.run(work_of({later}));
    CHECK_EQ(again.repeats, 1);
    CHECK_EQ(again.conflicts, 0);
    site.execute("UPDATE commands SET body='{}',ended_us=1");  // which nobody can read
    CHECK_EQ(running.run(work_of({exit_all("c1", "A1")})).conflicts, 1);
    CHECK_EQ(site.value("SELECT COUNT(*) FROM command_conflicts WHERE field='body'"), "1");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM exits"), "1");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM parked"), "0");
}

TEST_CASE("squareoff/store: the database's clock decides whether a command has expired") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    Running running;
    const int64_t now_us = std::stoll(site.value("SELECT " + std::string{db::kNowUs}));
    auto old = exit_all("c1", "A1");
    old.issued_us = now_us - 60'000'000;
    old.expires_us = now_us - 1'000'000;
    auto fresh = old;
    fresh.id = "c2";
    fresh.expires_us = now_us + 60'000'000;
    const Outcome outcome = running.run(work_of({old, fresh}, 0));
    CHECK_EQ(outcome.refused, 1);
    CHECK_EQ(outcome.accepted, 1);
    CHECK_EQ(site.value("SELECT reason FROM commands WHERE id='c1'"),
             "expires_us: the command has expired");
    CHECK_GE(outcome.now_us, now_us);
    CHECK_EQ(site.value("SELECT COUNT(*) FROM exits WHERE planned_us>=" + std::to_string(now_us)),
             "1");
}

TEST_CASE("squareoff/store: asked, done and left of a row outlive the transaction") {
    Site site;
    site.instruments(1);
    site.execute("UPDATE instruments SET lot=65");
    site.accounts({"A1"}, 1);
    auto half = exit_all("c1", "A1");
    half.percent = 90;
    Running{}.run(work_of({half}));
    CHECK_EQ(site.value("SELECT CONCAT_WS(' ',asked,wanted,done,state) FROM command_rows"),
             "90 65 0 working");
}

TEST_CASE("squareoff/store: refused commands are kept with their reason") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    Running running;
    const Outcome outcome =
        running.run(work_of({exit_all("c1", "A1", 9), exit_all("c2", "NOBODY")}));
    CHECK_EQ(outcome.refused, 2);
    CHECK_EQ(site.value("SELECT reason FROM commands WHERE id='c1'"),
             "epoch: 9 is not the present one, 1");
    CHECK_EQ(site.value("SELECT reason FROM commands WHERE id='c2'"), "account: unknown");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM exits"), "0");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM commands WHERE ended_us=1000000"), "2");
}

TEST_CASE("squareoff/store: news that the books do not have yet waits for the watermark") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    site.execute("INSERT INTO watermarks VALUES ('s1'," + day() + ",0,4,'',0)");
    Running running;
    Work work;
    work.day = kDay;
    work.now_us = 2'000'000;
    work.touched = {{"A1", "s1", 5}, {"A2", "s1", 4}, {"A3", "s2", 1}};
    const Outcome outcome = running.run(work);
    REQUIRE_EQ(outcome.not_yet.size(), 2);
    CHECK_EQ(outcome.not_yet[0].account, "A1");
    CHECK_EQ(outcome.not_yet[1].account, "A3");
    CHECK_EQ(outcome.finished, std::set<std::string>{"A2"});
}

TEST_CASE("squareoff/store: a body that is no command is parked once, and counted") {
    Site site;
    Running running;
    Work work;
    work.day = kDay;
    work.now_us = 5;
    work.unreadable = {{std::string{"\xff\0'{", 4}, "is no JSON"}};
    running.run(work);
    running.run(work);
    CHECK_EQ(site.value("SELECT CONCAT(seen,reason,HEX(body)) FROM parked"),
             "2command: is no JSONFF00277B");
}

// The ledger moves position and order in one transaction; whatever moment the plan falls on, it
// must come to 60: 100 less 40 pending, or 60 after they have filled. A mixture would be 100 or 20.
TEST_CASE("squareoff/store: a plan sees one moment of the books") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    site.pending("A1", "O1", 1, 40);
    std::atomic<bool> stop{false};
    std::thread ledger{[&] {
        db::Session session{database_config()};
        bool good = session.connect().ok();
        for (bool filled = true; good && !stop; filled = !filled) {
            good = session.begin().ok();
            good = good && session
                               .execute(filled ? "UPDATE positions SET sell_quantity=40"
                                               : "UPDATE positions SET sell_quantity=0")
                               .ok();
            good = good && session
                               .execute(filled ? "UPDATE orders SET state='filled',remaining=0"
                                               : "UPDATE orders SET state='open',remaining=40")
                               .ok();
            good = good && session.commit().ok();
        }
        CHECK(good);
    }};
    Running running;
    int wrong = 0;
    int after_fill = 0;
    for (int i = 0; i < 400; ++i) {
        auto command = exit_all("c" + std::to_string(i), "A1");
        command.cancel_first = false;
        running.run(work_of({command}));
        wrong += site.value("SELECT quantity FROM exits") == "60" ? 0 : 1;
        after_fill += site.value("SELECT wanted FROM command_rows") == "60" ? 1 : 0;
        for (const char* table : {"exits", "commands", "command_rows"}) {
            site.execute(std::string{"DELETE FROM "} + table);
        }
    }
    stop = true;
    ledger.join();
    CHECK_EQ(wrong, 0);
    CHECK(after_fill > 0);
    CHECK(after_fill < 400);
}

TEST_CASE("squareoff/store: what a gateway takes at this very moment is not withdrawn") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    Running running;
    running.run(work_of({exit_all("c1", "A1")}));
    site.site(false, 1);
    db::Session gateway{database_config()};
    REQUIRE(gateway.connect().ok());
    REQUIRE(gateway.begin().ok());
    REQUIRE(gateway.execute("UPDATE exits SET state='sending' WHERE state='planned'").ok());
    std::thread squareoff{[&] { running.run(look_at({"A1"})); }};
    const std::string waiting =
        "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'UPDATE exits SET "
        "state=_cancelled_%'";
    for (int i = 0; i < 2'000 && site.value(waiting) != "1"; ++i) std::this_thread::yield();
    CHECK_EQ(site.value(waiting), "1");
    REQUIRE(gateway.commit().ok());
    squareoff.join();
    CHECK_EQ(site.value("SELECT state FROM exits"), "sending");
    CHECK_EQ(site.value("SELECT state FROM commands"), "exiting");
    // The other way round, the gateway finds nothing to take.
    site.execute("UPDATE exits SET state='planned'");
    running.run(look_at({"A1"}, 3'000'000));
    CHECK_EQ(site.value("SELECT CONCAT(state,ended_us) FROM exits"), "cancelled3000000");
    running.run(look_at({"A1"}, 4'000'000));
    CHECK_EQ(site.value("SELECT CONCAT(state,reason) FROM command_rows"),
             "cancelledepoch: the site has been fenced off");
}

TEST_CASE("squareoff/store: the day is the row's, whatever days the books hold") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    site.execute("INSERT INTO watermarks VALUES ('s1'," + std::to_string(kDay + 1) + ",0,4,'',0)");
    site.execute(
        "INSERT INTO positions SELECT account,day+1,exchange,segment,token,product,0,0,5,5,0,0 "
        "FROM positions");
    Running running;
    CHECK_EQ(running.store.read_day().value(), kDay);
    CHECK_EQ(running.run(work_of({exit_all("c1", "A1")})).planned, 1);
    CHECK_EQ(site.value("SELECT quantity FROM exits"), "100");
    // Opened between the look at the day and the transaction: nothing is done under either.
    site.open_day(kDay + 1);
    const auto late = running.store.run(work_of({exit_all("c2", "A1")}));
    REQUIRE_FALSE(late.ok());
    CHECK_EQ(late.error().code, base::Errc::Retryable);
    CHECK_EQ(site.value("SELECT COUNT(*) FROM commands"), "1");
}

TEST_CASE("squareoff/store: without an open day every command is refused, and told why") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    site.execute("DELETE FROM trading_day");
    Running running;
    CHECK_EQ(running.store.read_day().value(), 0);
    Work work = work_of({exit_all("c1", "A1")});
    work.day = 0;
    CHECK_EQ(running.run(work).refused, 1);
    CHECK_EQ(site.value("SELECT reason FROM commands"), "day: no trading day is open");
    site.open_day(kDay);
    CHECK_EQ(running.run(work_of({exit_all("c2", "A1")})).planned, 1);
}

}  // namespace squareoff::test
