// Commands and orders of ours that another day finds without an end, against a real MariaDB.
#include "test/integration/squareoff_store_night.h"

namespace squareoff::test {

TEST_CASE(
    "squareoff/store: issue 11.5: a command that another day finds ends on its own, and is told") {
    Night night{3};
    night.site.execute("UPDATE exits SET state='done',filled=100,ended_us=1 WHERE token=2");
    night.site.execute("UPDATE command_rows SET state='done',done=100 WHERE token=2");
    night.site.execute("UPDATE positions SET sell_quantity=100 WHERE token=2");
    night.next_day();
    CHECK_EQ(night.store.left_open(kNext, {}, 10).value(), Store::Places{{kDay, "A1"}});
    CHECK(night.store.left_open(kNext, {kDay, "A1"}, 10).value().empty());
    CHECK(night.store.left_open(kDay, {}, 10).value().empty());
    (void)night.look_back(kSoon);
    CHECK_EQ(night.command(), "exiting  0");  // one order is still out
    CHECK_EQ(night.site.value("SELECT CONCAT(state,' ',reason) FROM exits WHERE token=3"),
             "cancelled withdrawn before it was sent");
    CHECK_EQ(night.notices(), "NULL");
    night.book(kDay, 60, "cancelled");
    (void)night.look_back(kSoon + 1);
    CHECK_EQ(night.command(), "done day: over 1");
    CHECK_EQ(night.site.value("SELECT GROUP_CONCAT(token,state,done,reason ORDER BY token) FROM "
                              "command_rows"),
             "1partial60day: over,2done100,3expired0day: over");
    CHECK(night.store.left_open(kNext, {}, 10).value().empty());
    const std::string told = night.notices();
    CAPTURE(told);
    CHECK_EQ(night.site.value("SELECT COUNT(*) FROM notices"), "1");
    CHECK(told.find("asked 100, done 60, left 40, 40 still open") != std::string::npos);
    (void)night.look_back(kSoon + 2);
    CHECK_EQ(night.site.value("SELECT COUNT(*) FROM notices"), "1");
    CHECK_EQ(night.site.value("SELECT COUNT(*) FROM exits"), "3");  // nothing was planned
}

TEST_CASE("squareoff/store: issue 11.4: a fill after midnight is found in the day it was given") {
    for (const bool next_is_open : {false, true}) {
        CAPTURE(next_is_open);
        Night night;
        if (next_is_open) {
            night.bring_forward();
            night.next_day();
        }
        night.book(kNext, 100, "filled");
        if (next_is_open) {
            (void)night.look_back(kSoon);
        } else {
            (void)night.look(kDay, kSoon);
        }
        CHECK_EQ(night.row(), "done 100 1 ");
        CHECK_EQ(night.command(), "done day: over 1");
        CHECK_EQ(night.site.value("SELECT CONCAT(state,done) FROM command_rows"), "done100");
        const std::string told = night.notices();
        CAPTURE(told);
        CHECK(told.find("still open") == std::string::npos);
        CHECK_EQ(night.site.value("SELECT COUNT(*) FROM notices"), "1");
    }
}

TEST_CASE(
    "squareoff/store: issue 11.4: an order partly filled before midnight and partly after it") {
    Night night;
    night.book(kDay, 40, "partially_filled");
    night.bring_forward();
    night.next_day();
    (void)night.look_back(kSoon);
    CHECK_EQ(night.row(), "working 40 0 ");
    night.book(kNext, 60, "filled");
    night.site.execute("UPDATE orders SET filled=100,remaining=0 WHERE state='filled'");
    (void)night.look_back(kSoon + 1);
    CHECK_EQ(night.row(), "done 100 1 ");
    CHECK_EQ(night.site.value("SELECT CONCAT(state,done) FROM command_rows"), "done100");
    // The order's fills of both days are behind its state: nothing of the new day is held.
    night.site.execute("UPDATE positions SET open_quantity=200 WHERE day=" + std::to_string(kNext));
    CHECK_EQ(night.exit_again(kNext, kSoon + 2).planned, 1);
    CHECK_EQ(night.site.value("SELECT quantity FROM exits WHERE command_id='c2'"), "140");
}

TEST_CASE(
    "squareoff/store: issue 11.4: what is out counts against today's position until it cannot "
    "fill") {
    Night night;
    night.bring_forward();
    night.next_day();
    CHECK_EQ(night.store.open_accounts(kNext).value(), std::vector<std::string>{"A1"});
    CHECK_EQ(night.exit_again(kNext, kSoon).planned, 0);
    CHECK_EQ(night.site.value("SELECT CONCAT(state,' ',reason) FROM command_rows WHERE "
                              "command_id='c2'"),
             "waiting another exit is under way");
    SUBCASE("its fill comes: the position is flat") {
        night.book(kNext, 100, "filled");
        (void)night.look(kNext, kSoon + 1);
        CHECK_EQ(night.row(), "done 100 1 ");
        CHECK_EQ(night.site.value("SELECT reason FROM command_rows WHERE command_id='c2'"),
                 "the position is flat");
        CHECK_EQ(night.site.value("SELECT COUNT(*) FROM exits"), "1");
    }
    SUBCASE("its end comes, in the books of its own day") {
        night.book(kDay, 30, "cancelled");
        (void)night.look(kNext, kSoon + 1);
        CHECK_EQ(night.row(), "cancelled 30 1 ");
        CHECK_EQ(night.site.value("SELECT COUNT(*) FROM exits WHERE command_id='c2'"), "1");
    }
    SUBCASE("nobody says anything: it ends with its day") {
        (void)night.look(kNext, kLate - 1);
        CHECK_EQ(night.row(), "sent 0 0 ");
        night.site.execute(
            "UPDATE commands SET expires_us=9000000000,body=REPLACE(body,"
            "'\"expires_us\":75000000','\"expires_us\":9000000000')");
        (void)night.look(kNext, kLate);
        CHECK_EQ(night.row(), "sent 0 0 ");  // who would know of it is not heard
        night.told(kLate);
        (void)night.look(kNext, kLate + 1);
        CHECK_EQ(night.row(), "cancelled 0 1 day: over");
        (void)night.look_back(kLate + 2);
        CHECK_EQ(night.site.value("SELECT CONCAT(state,' ',reason) FROM commands WHERE id='c1'"),
                 "done day: over");
        CHECK_EQ(night.site.value("SELECT COUNT(*) FROM notices WHERE fields LIKE '%\"c1\"%'"),
                 "1");
    }
}

TEST_CASE("squareoff/store: issue 11.4: a cancel ends with its order's day") {
    Night night;
    night.site.execute("UPDATE exits SET action='cancel',target_exchange_order_id='O1'");
    night.next_day();
    (void)night.look(kNext, kLate - 1);
    CHECK_EQ(night.row(), "sent 0 0 ");
    (void)night.look(kNext, kLate);
    CHECK_EQ(night.row(), "cancelled 0 1 day: over");
}

TEST_CASE(
    "squareoff/store: a command of a past day that nobody can read ends as well, and holds up "
    "nobody") {
    Night night;
    night.site.execute(
        "INSERT INTO commands SELECT 'c0',account,part,day,action,origin,who,epoch,"
        "issued_us,expires_us,'{}',state,reason,0,0 FROM commands");
    night.site.execute("UPDATE exits SET state='planned'");
    night.next_day();
    (void)night.look_back(kSoon);
    (void)night.look_back(kSoon + 1);
    CHECK_EQ(night.site.value("SELECT GROUP_CONCAT(id,state,reason,ended_us<>0 ORDER BY id) FROM "
                              "commands"),
             "c0doneday: over1,c1doneday: over1");
}

TEST_CASE("squareoff/store: a day that is opened early ends the commands of the last one as well") {
    Night night;
    night.site.execute("UPDATE days_opened SET ends_us=8000000000000000");
    night.site.execute("UPDATE exits SET state='planned'");
    night.next_day();
    (void)night.look_back(1'000'001);
    (void)night.look_back(1'000'002);
    CHECK_EQ(night.command(), "done day: over 1");
    CHECK_EQ(night.row(), "cancelled 0 1 withdrawn before it was sent");
    // Backwards as well.
    night.site.execute("UPDATE commands SET state='exiting',ended_us=0");
    night.site.open_day(kDay - 1);
    CHECK_EQ(night.store.left_open(kDay - 1, {}, 10).value().size(), 1);
    (void)night.look_back(1'000'003, kDay - 1);
    CHECK_EQ(night.command(), "done day: over 1");
}

}  // namespace squareoff::test
