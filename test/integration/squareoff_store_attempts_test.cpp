// Attempts of a cut-off, against a real MariaDB: by what holds in the transaction that begins them
// or goes on with them.
#include "consumers/squareoff/cutoff_statements.h"
#include "test/integration/squareoff_store_clock.h"

namespace squareoff::test {

TEST_CASE(
    "squareoff/cutoffs: one that was past at the activation waits for the main site's orders") {
    Clock clock;
    clock.site.accounts({"A1", "A2", "A3"}, 1);
    const auto since = std::to_string(at(kThree + 300));
    clock.site.execute("UPDATE site_state SET since_us=" + since);
    clock.site.pending("A1", "O1", 1, 40);
    clock.site.execute("UPDATE orders SET exchange_time_us=" + since);
    clock.site.pending("A2", "O2", 1, 40);
    CHECK_EQ(clock.give(kThree + 300), 0);
    CHECK_EQ(clock.give(kThree + 359), 0);
    // A1's order has moved within the last minute: it may be the main site's own exit.
    CHECK_EQ(clock.give(kThree + 360), 2);
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(account ORDER BY 1) FROM commands"), "A2,A3");
    CHECK_EQ(clock.give(kThree + 361), 1);
}

TEST_CASE("squareoff/cutoffs: an order whose exchange's clock is ahead has moved") {
    Clock clock;
    clock.site.pending("A1", "O1", 1, 40);
    clock.site.execute("UPDATE site_state SET since_us=" + std::to_string(at(kThree + 300)));
    clock.site.execute("UPDATE orders SET exchange_time_us=" + std::to_string(at(kThree + 500)));
    CHECK_EQ(clock.give(kThree + 400), 0);
    CHECK_EQ(clock.give(kThree + 561), 1);
}

TEST_CASE("squareoff/cutoffs: whether the main site rests is asked of books that are up to date") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    clock.site.execute("UPDATE site_state SET since_us=" + std::to_string(at(kThree + 300)));
    const int64_t second = kThree + 400;
    // The record has had what the books lack for a while: the ledger moves, and is behind.
    clock.site.execute("INSERT INTO record_heads VALUES (0,'oms'," + std::to_string(kDay) + ",9," +
                       std::to_string(at(second - 6)) + ")");
    clock.site.execute("INSERT INTO watermarks VALUES ('oms'," + std::to_string(kDay) +
                       ",0,8,'x',9000000000000000)");  // it moves
    CHECK_EQ(clock.give(second), 0);
    clock.site.execute("UPDATE record_heads SET updated_us=" + std::to_string(at(second - 4)));
    CHECK_EQ(clock.timed(second).commands.size(), 1);
    clock.site.execute("UPDATE watermarks SET seq=9");
    clock.site.execute("INSERT INTO pauses (part,since_us,by_whom,reason) VALUES (0,1,'t','t')");
    CHECK_EQ(clock.give(second), 0);
    clock.site.execute("DELETE FROM pauses");
    CHECK_EQ(clock.give(second), 1);
}

TEST_CASE("squareoff/cutoffs: an attempt under way plans nothing while the main site moves") {
    Clock clock;
    clock.site.accounts({"A1", "A2"}, 1);
    clock.site.execute("UPDATE site_state SET since_us=" + std::to_string(at(kThree + 300)));
    clock.site.pending("A1", "O1", 2, 40);
    clock.site.execute("UPDATE orders SET state='filled',remaining=0");
    const auto moves = [&](int64_t second) {
        clock.site.execute("UPDATE orders SET exchange_time_us=" + std::to_string(at(second)));
    };
    const auto planned = [&](const std::string& account) {
        return clock.site.value("SELECT COUNT(*) FROM exits WHERE account='" + account + "'");
    };
    // Found while it rested, and it moves before the transaction.
    Work work;
    work.now_us = at(kThree + 400);
    work.commands = clock.timed(kThree + 400).commands;
    CHECK_EQ(work.commands.size(), 2);
    moves(kThree + 399);
    clock.run(std::move(work));
    CHECK_EQ(planned("A1"), "0");
    CHECK_EQ(planned("A2"), "1");
    clock.give(kThree + 460);
    clock.look("A1", kThree + 460);
    CHECK_EQ(planned("A1"), "1");
    // And between two of its orders.
    clock.site.execute("UPDATE exits SET state='done',ended_us=1 WHERE account='A1'");
    moves(kThree + 470);
    clock.look("A1", kThree + 480);
    CHECK_EQ(planned("A1"), "1");
    CHECK_EQ(clock.site.value("SELECT CONCAT(state,' ',reason) FROM command_rows WHERE command_id "
                              "LIKE '%:A1:%'"),
             "waiting the main site's orders have moved lately");
    clock.look("A1", kThree + 531);
    CHECK_EQ(planned("A1"), "2");
}

TEST_CASE(
    "squareoff/cutoffs: the end of an order that we have cancelled is no move of the main site") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    clock.site.execute("UPDATE site_state SET since_us=" + std::to_string(at(kThree + 300)));
    clock.site.pending("A1", "O1", 1, 100);
    CHECK_EQ(clock.give(kThree + 400), 1);
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(action) FROM exits"), "cancel");
    const std::string ended = std::to_string(at(kThree + 401));
    clock.site.execute("UPDATE exits SET state='done',sent_us=" + ended + ",ended_us=" + ended);
    clock.site.execute("UPDATE orders SET state='cancelled',remaining=0,exchange_time_us=" + ended);
    clock.look("A1", kThree + 402);
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(action) FROM exits"), "cancel,exit");
}

TEST_CASE("squareoff/cutoffs: a square-off that was replaced moves no account's attempts") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    clock.give(kThree);
    clock.look("A1", kThree + 600);
    Work frozen = clock.found(kThree + 630);
    CHECK_EQ(frozen.commands.size(), 1);
    clock.site.site(true, 2);
    CHECK_EQ(clock.give(kThree + 631), 1);
    clock.look("A1", kThree + 1'231);
    CHECK_EQ(clock.give(kThree + 1'291), 1);
    frozen.now_us = at(kThree + 1'292);
    CHECK_EQ(clock.run(std::move(frozen)).refused, 0);
    CHECK_EQ(clock.site.value("SELECT CONCAT(attempts,' ',command_id) FROM cutoff_accounts"),
             "3 cutoff:20261120:2:NSE:CM:MIS:A1:3");
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM commands"), "3");
    CHECK_EQ(clock.give(kThree + 1'300), 0);
}

TEST_CASE("squareoff/cutoffs: a row of attempts moves by one at a time, whoever writes it") {
    Clock clock;
    const auto write = [&](uint32_t number, const std::string& id) {
        const cutoffs::Market market{events::Exchange::Nse, events::Segment::Cm,
                                     events::Product::Mis};
        for (const std::string& sql : upsert_attempts({{market, number, kDay, "A1", id}}, 0)) {
            clock.site.execute(sql);
        }
        return clock.site.value("SELECT CONCAT(attempts,command_id) FROM cutoff_accounts");
    };
    CHECK_EQ(write(1, "a"), "1a");
    CHECK_EQ(write(2, "b"), "2b");
    CHECK_EQ(write(2, "c"), "2b");
    CHECK_EQ(write(1, "d"), "2b");
    CHECK_EQ(write(4, "e"), "2b");
    CHECK_EQ(write(3, "f"), "3f");
}

TEST_CASE("squareoff/cutoffs: an order in doubt keeps nobody from trying the other positions") {
    Clock clock;
    clock.customer("A1");
    clock.site.accounts({"A1"}, 2);
    clock.give(kThree);
    clock.site.execute("UPDATE exits SET state='sent',sent_us=1 WHERE token=1");
    clock.site.execute("UPDATE exits SET state='done',ended_us=1 WHERE token=2");
    clock.look("A1", kThree + 600);
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM commands WHERE ended_us=0"), "1");
    CHECK_EQ(clock.give(kThree + 629), 0);
    CHECK_EQ(clock.give(kThree + 630), 1);
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(token) FROM exits WHERE command_id LIKE '%:2'"),
             "2");
    clock.site.execute("UPDATE exits SET state='done',ended_us=1 WHERE token=2");
    clock.look("A1", kThree + 1'230);
    CHECK_EQ(clock.give(kThree + 1'290), 1);
    clock.look("A1", kClose);
    CHECK_EQ(clock.give(kClose), 0);
    // Never more than one order for what may still be filled.
    CHECK_EQ(clock.site.value("SELECT SUM(quantity) FROM exits WHERE token=1"), "100");
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(id) FROM commands WHERE ended_us=0"),
             "cutoff:20261120:1:NSE:CM:MIS:A1:1");
    // The customer hears it when that is known, too.
    CHECK_EQ(clock.tell(kClose), 0);
    clock.close("A1");
    clock.look("A1", kClose + 60);
    CHECK_EQ(clock.tell(kClose + 60), 1);
    CHECK_EQ(clock.notices(), "exit_result 2 of 2");
}

TEST_CASE("squareoff/cutoffs: what was found is not begun where nobody means it any more") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    Work late = clock.found(kThree);
    const std::string none = "INSERT INTO cutoff_days VALUES (20261120,'NSE','CM','MIS',0,0)";
    clock.site.execute(none);
    clock.run(std::move(late));
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM commands"), "0");
    clock.site.execute("DELETE FROM cutoff_days");
    clock.site.execute("UPDATE trading_day SET opened_us=3");  // not confirmed
    clock.site.execute("INSERT INTO cutoff_confirmations VALUES (20261120,1,5,'asha','test')");
    Work unconfirmed = clock.found(kThree);
    CHECK_EQ(unconfirmed.commands.size(), 1);
    clock.site.execute("DELETE FROM cutoff_confirmations");
    clock.run(std::move(unconfirmed));
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM commands"), "0");
}

TEST_CASE("squareoff/cutoffs: an attempt ends where its market is not due any more") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    clock.give(kThree);
    clock.site.execute("INSERT INTO cutoff_days VALUES (20261120,'NSE','CM','MIS',67500,68400)");
    clock.look("A1", kThree + 5);
    CHECK_EQ(clock.site.value("SELECT CONCAT(state,' ',reason) FROM commands"),
             "done cutoff: it is not due any more");
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(state) FROM exits"), "cancelled");
    CHECK_EQ(clock.give(kThree + 60), 0);
    CHECK_EQ(clock.give(67'500), 1);
}

TEST_CASE("squareoff/cutoffs: rounds follow the clock that never goes back, and what is due now") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    const auto look = [&](int64_t mono_s, int64_t second) {
        auto found = clock.store.timed(kDay, 10, mono_s * kSecondUs, at(second));
        REQUIRE(found.ok());
        return std::move(found).value();
    };
    const auto begins = [&](int64_t mono_s, int64_t second) {
        const bool begun = look(mono_s, second).more;
        if (begun) CHECK_FALSE(look(mono_s, second).more);
        return begun;
    };
    clock.site.execute(
        "INSERT INTO cutoff_days SELECT 20261120,exchange,segment,product,0,0 FROM cutoffs WHERE "
        "exchange<>'NSE' OR segment<>'CM'");
    CHECK(begins(100, kThree + 1'200));
    CHECK_FALSE(begins(103, kThree + 1'203));
    CHECK(begins(105, kThree + 600));  // the database's clock has gone back
    // Behind the close there are fewer, but what becomes due waits for none of them.
    CHECK(begins(136, kClose + 1));
    CHECK_FALSE(begins(146, kClose + 11));
    clock.site.execute("INSERT INTO cutoff_days VALUES (20261120,'NSE','CM','MIS',54000,56400)");
    CHECK(begins(151, kClose + 16));
}

TEST_CASE("squareoff/cutoffs: customers are told once a round, not at each of its pages") {
    Clock clock;
    clock.customer("A1");
    clock.site.accounts({"A1", "A2"}, 1);
    clock.give(kThree);
    clock.close("A1");
    clock.look("A1", kThree + 10);
    const Store::Timed page = clock.look_at_clock(kThree + 15, 1);
    CHECK(page.more);
    CHECK_EQ(clock.store.tell_cutoffs(kDay, page, 10).value(), 0);
    CHECK_EQ(clock.tell(kThree + 15), 1);
}

TEST_CASE(
    "squareoff/cutoffs: a command of the version before is told, and nothing runs beside it") {
    Clock clock;
    clock.customer("A1");
    clock.site.accounts({"A1", "A12"}, 1);
    events::Command old = clock.found(kThree).commands.front().command;
    old.id = "cutoff:20261120:1:NSE:CM:MIS:A1";
    Work work = work_of({old}, at(kThree));
    clock.run(std::move(work));
    CHECK_EQ(clock.give(kThree + 5), 1);  // A12
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(account) FROM cutoff_accounts"), "A12");
    clock.close("A1");
    clock.look("A1", kThree + 10);
    CHECK_EQ(clock.notices(), "exit_result 1 of 1");
    clock.site.execute("UPDATE positions SET buy_quantity=buy_quantity+100 WHERE account='A1'");
    CHECK_EQ(clock.give(kThree + 15), 1);
}

}  // namespace squareoff::test
