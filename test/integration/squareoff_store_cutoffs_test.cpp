// Cut-offs by the clock, against a real MariaDB: who is given which attempt when, and what is told.
#include "test/integration/squareoff_store_clock.h"

namespace squareoff::test {

TEST_CASE("squareoff/cutoffs: each account of the partition is given its first attempt once") {
    Clock clock{1, 2};
    const auto mine = accounts_of(1, 2, 3);
    clock.site.accounts(mine, 1);
    clock.site.accounts(accounts_of(0, 2, 3), 1);
    CHECK(clock.timed(kThree - 1).commands.empty());
    CHECK_EQ(clock.give(kThree), 3);
    CHECK_EQ(clock.give(kThree + 5), 0);
    CHECK_EQ(
        clock.site.value("SELECT GROUP_CONCAT(DISTINCT attempts,to_tell) FROM cutoff_accounts"),
        "11");
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM commands WHERE id LIKE 'cutoff:%:1'"), "3");
    // Their bodies can be read.
    Work work = look_at(mine, at(kThree + 6));
    CHECK_EQ(clock.run(work).open.size(), 3);
}

TEST_CASE("squareoff/cutoffs: attempts follow each other until the segment closes") {
    Clock clock;
    clock.customer("A1");
    clock.site.accounts({"A1"}, 1);
    CHECK_EQ(clock.give(kThree), 1);
    CHECK_EQ(clock.give(kThree + 599), 0);  // it goes on
    clock.look("A1", kThree + 600);         // and has expired
    CHECK_EQ(clock.site.value("SELECT state FROM commands"), "done");
    CHECK_EQ(clock.give(kThree + 629), 0);
    CHECK_EQ(clock.tell(kThree + 629), 0);
    CHECK_EQ(clock.give(kThree + 630), 1);
    CHECK_EQ(clock.site.value("SELECT command_id FROM cutoff_accounts"),
             "cutoff:20261120:1:NSE:CM:MIS:A1:2");
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM exits WHERE ended_us=0"), "1");
    clock.look("A1", kThree + 1'230);
    CHECK_EQ(clock.give(kThree + 1'289), 0);
    CHECK_EQ(clock.give(kThree + 1'290), 1);
    CHECK_EQ(clock.site.value("SELECT MAX(expires_us) FROM commands"), std::to_string(at(kClose)));
    clock.look("A1", kClose);
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM commands WHERE ended_us=0"), "0");
    CHECK_EQ(clock.give(kClose + 3'600), 0);
    // No order was sent: nobody is told of something that has not happened.
    CHECK_EQ(clock.tell(kClose + 1), 1);
    CHECK_EQ(clock.tell(kClose + 1), 0);
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM notices"), "0");
}

TEST_CASE("squareoff/cutoffs: what is done at the second attempt is told once") {
    Clock clock;
    clock.customer("A1");
    clock.site.accounts({"A1"}, 1);
    clock.give(kThree);
    clock.look("A1", kThree + 600);
    clock.give(kThree + 630);
    CHECK_EQ(clock.tell(kThree + 635), 0);
    clock.close("A1");
    clock.look("A1", kThree + 640);
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(state) FROM commands"), "done,done");
    CHECK_EQ(clock.site.value("SELECT COUNT(*) FROM notices"), "0");
    CHECK_EQ(clock.tell(kThree + 641), 1);
    CHECK_EQ(clock.notices(), "exit_result 1 of 1");
    CHECK_EQ(clock.tell(kThree + 642), 0);
    CHECK_EQ(clock.give(kThree + 900), 0);
    CHECK_EQ(clock.site.value("SELECT told FROM cutoff_accounts"), "2");
}

TEST_CASE("squareoff/cutoffs: what is left at the close is told then, and where the site stops") {
    for (const bool closes : {true, false}) {
        Clock clock;
        clock.customer("A1");
        clock.site.accounts({"A1"}, 2);
        clock.give(kThree);
        // One of two is done; the other's order was filled in part, and nothing more comes.
        clock.site.execute("UPDATE positions SET sell_quantity=IF(token=1,100,30)");
        clock.site.execute(
            "UPDATE exits SET state='done',filled=IF(token=1,100,30),"
            "heard=filled,ended_us=1");
        clock.look("A1", kThree + 600);
        CHECK_EQ(clock.tell(kThree + 601), 0);
        if (closes) {
            CHECK_EQ(clock.tell(kClose), 1);
        } else {
            clock.site.site(false, 1);
            CHECK_EQ(clock.tell(kThree + 602), 1);
        }
        CHECK_EQ(clock.notices(), "exit_result 1 of 2");
        CHECK_EQ(clock.site.value("SELECT fields LIKE '%asked 100, done 30, left 70, 70 still "
                                  "open%' FROM notices"),
                 "1");
    }
}

TEST_CASE("squareoff/cutoffs: pending orders of accounts without a position are cancelled") {
    Clock clock;
    clock.customer("A1");
    clock.site.pending("A1", "O1", 1, 40);
    clock.site.pending("A2", "O2", 1, 40);
    clock.site.execute("UPDATE orders SET product='NRML' WHERE account='A2'");
    clock.site.pending("A3", "O3", 1, 40);
    clock.site.execute("UPDATE orders SET client_order_id='BXABC' WHERE account='A3'");
    clock.site.pending("A4", "O4", 1, 40);
    clock.site.execute("UPDATE orders SET state='cancelled',remaining=0 WHERE account='A4'");
    CHECK_EQ(clock.give(kThree), 1);
    CHECK_EQ(clock.site.value("SELECT GROUP_CONCAT(account,action,target_exchange_order_id) FROM "
                              "exits"),
             "A1cancelO1");
    CHECK_EQ(clock.give(kThree + 20), 0);
    clock.site.execute("UPDATE orders SET state='cancelled',remaining=0");
    clock.look("A1", kThree + 21);
    CHECK_EQ(clock.tell(kThree + 25), 1);
    CHECK_EQ(clock.notices(), "cancel_result 1 of 1");
}

TEST_CASE("squareoff/cutoffs: an account with a position and pending orders has one command") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    clock.site.pending("A1", "O1", 1, 40);
    clock.site.pending("A1", "O2", 2, 40);
    CHECK_EQ(clock.give(kThree), 1);
    CHECK_EQ(
        clock.site.value("SELECT GROUP_CONCAT(target_exchange_order_id ORDER BY 1) FROM exits"),
        "O1,O2");
}

TEST_CASE("squareoff/cutoffs: accounts are looked through in pages, all of them, again and again") {
    Clock clock;
    std::vector<std::string> names;
    for (int number = 100; number < 125; ++number) names.push_back("B" + std::to_string(number));
    for (const std::string& name : names) clock.site.pending(name, "O" + name, 1, 5);
    clock.site.accounts({"A1", "B111", "B125", "C1"}, 2);
    std::vector<size_t> found;
    std::vector<std::string> given;
    for (bool more = true; more;) {
        const Store::Timed look = clock.look_at_clock(kThree, 4);
        more = look.more;
        found.push_back(look.commands.size());
        for (const Arrived& one : look.commands) given.push_back(one.command.account);
        CHECK_EQ(look.open.has_value(), !more);
        if (look.open) CHECK_EQ(look.open->begin()->second, 8);
    }
    CHECK_EQ(given.size(), 28);  // B111 once
    CHECK(std::ranges::max(found) <= 8);
    CHECK_GE(found.size(), 7);
    // A round begins every few seconds.
    CHECK_FALSE(clock.look_at_clock(kThree + 3, 100).more);
    CHECK_EQ(clock.look_at_clock(kThree + 4, 100).commands.size(), 26);  // up to the last order
    CHECK_EQ(clock.look_at_clock(kThree + 4, 100).commands.size(), 2);
}

TEST_CASE("squareoff/cutoffs: what is open is counted after the close, too, and not before") {
    Clock clock;
    clock.site.accounts({"A1", "A2"}, 2);
    const auto open = [&](int64_t second) {
        const auto counted = clock.timed(second).open;
        REQUIRE(counted);
        int64_t sum = 0;
        for (const auto& [market, count] : *counted) sum += count;
        return sum;
    };
    CHECK_EQ(open(kThree - 10), 0);
    CHECK_EQ(open(kThree), 4);
    clock.site.execute("UPDATE positions SET sell_quantity=100 WHERE token=1");
    CHECK_EQ(open(kThree + 5), 2);
    CHECK_EQ(open(kClose + 1), 2);
    CHECK(clock.timed(kClose + 1).commands.empty());
    clock.site.site(false, 1);
    CHECK_EQ(open(kClose + 100), 0);
}

TEST_CASE("squareoff/cutoffs: the calendar of the day stands above the rule") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    const std::string row = "INSERT INTO cutoff_days VALUES (20261120,'NSE','CM','MIS',";
    clock.site.execute(row + "67500,68400)");
    CHECK(clock.timed(kThree).commands.empty());
    CHECK(clock.timed(65'000).commands.empty());
    CHECK_EQ(clock.timed(67'500).commands.size(), 1);
    CHECK(clock.timed(68'400).commands.empty());
    clock.site.execute("UPDATE cutoff_days SET day=20261121");
    CHECK_EQ(clock.timed(kThree).commands.size(), 1);
    clock.site.execute(row + "0,0)");
    CHECK(clock.timed(kThree).commands.empty());
    CHECK_THROWS(clock.site.execute(row + "60,60)"));
    CHECK_THROWS(clock.site.execute(row + "60,86401)"));
    CHECK_THROWS(clock.site.execute("UPDATE cutoffs SET closes_s=at_s"));
}

TEST_CASE("squareoff/cutoffs: an activation of an earlier day is asked about, and does nothing") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    clock.site.execute("UPDATE trading_day SET opened_us=3");
    CHECK(clock.timed(kThree).commands.empty());
    CHECK(clock.timed(kThree).why_not.starts_with("site: it is ACTIVE since before the day"));
    clock.site.execute("INSERT INTO cutoff_confirmations VALUES (20261120,2,5,'asha','test')");
    CHECK(clock.timed(kThree).commands.empty());  // of another activation
    clock.site.execute("UPDATE cutoff_confirmations SET epoch=1");
    CHECK_EQ(clock.timed(kThree).commands.size(), 1);
}

TEST_CASE("squareoff/cutoffs: under the next activation the attempts go on, not two at once") {
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    CHECK_EQ(clock.give(kThree), 1);
    clock.site.site(false, 1);
    CHECK_EQ(clock.give(kThree + 1), 0);
    clock.site.site(true, 2);
    CHECK_EQ(clock.give(kThree + 2), 0);  // the fenced one has not ended
    clock.look("A1", kThree + 3);
    CHECK_EQ(clock.give(kThree + 33), 1);
    CHECK_EQ(clock.site.value("SELECT command_id FROM cutoff_accounts"),
             "cutoff:20261120:2:NSE:CM:MIS:A1:2");
}

// Only the database's clock is asked: on the date that it shows, from the second of its day on.
TEST_CASE("squareoff/cutoffs: they are given by the database's clock, on its date alone") {
    const auto other = "day: the open day is not the exchange's date";
    Clock clock;
    clock.site.accounts({"A1"}, 1);
    CHECK_EQ(clock.timed(-1).why_not, other);
    CHECK_EQ(clock.timed(86'400).why_not, other);
    const auto today = static_cast<uint32_t>(std::stoul(
        clock.site.value("SELECT DATE_FORMAT(UTC_TIMESTAMP()+INTERVAL 19800 SECOND,'%Y%m%d')")));
    clock.site.open_day(today);
    CHECK_EQ(clock.store.timed(today, 10, 1).value().why_not, "");
    clock.site.open_day(today - 1);
    CHECK_EQ(clock.store.timed(today - 1, 10, 2).value().why_not, other);
}

}  // namespace squareoff::test
