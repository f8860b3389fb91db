// Commands and orders of ours that another day finds without an end, against a real MariaDB.
#include <doctest/doctest.h>

#include "common/exits/rows.h"
#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

namespace {

constexpr uint32_t kNext = kDay + 1;
constexpr int64_t kEndsUs = 5'000'000;  // of kDay
constexpr int64_t kSoon = kEndsUs + 10'000'000;
constexpr int64_t kLate = kEndsUs + 900'000'000;

// A customer A1 with an exit of 100 that was sent a moment before kDay was over.
struct Night {
    Site site;
    Store store{[] {
        Store::Context one = context();
        one.notices.channels = {events::Channel::Email};
        return one;
    }()};

    explicit Night(int shares = 1) {
        site.execute("DELETE FROM notices");
        site.execute("DELETE FROM trades");
        site.execute("DELETE FROM days_opened");
        site.instruments(shares);
        site.accounts({"A1"}, shares);
        site.execute(
            "INSERT INTO customers (account,name,email,mobile,branch) VALUES "
            "('A1','Asha','a@example.com','+919800000000','B1')");
        REQUIRE(store.connect().ok());
        (void)run(work_of({exit_all("c1", "A1")}));
        site.execute("UPDATE exits SET state='sent',sent_us=1 WHERE token=1");
        site.execute("UPDATE trading_day SET ends_us=" + std::to_string(kEndsUs));
        opened(kDay, kEndsUs);
    }
    void opened(uint32_t day, int64_t ends_us) {
        site.execute("INSERT INTO days_opened (day,opened_us,by_whom,reason,ends_us) VALUES (" +
                     std::to_string(day) + ",1,'test','test'," + std::to_string(ends_us) + ")");
    }
    void next_day(uint32_t day = kNext) {
        site.open_day(day);
        opened(day, 9'000'000'000'000'000);
    }
    // Its positions, as they were brought forward.
    void bring_forward() {
        site.execute(
            "INSERT INTO positions SELECT account,day+1,exchange,segment,token,product,"
            "buy_quantity-sell_quantity,0,0,0,0,0 FROM positions");
    }
    // The exchange gives the order and its fill to this day.
    void book(uint32_t day, int filled, const char* state) {
        const std::string text = std::to_string(filled);
        site.execute("INSERT INTO orders " + kOrderColumns + " SELECT account," +
                     std::to_string(day) +
                     ",exchange,segment,'X1',client_order_id,token,product,side,type,validity,"
                     "quantity," +
                     text + ",quantity-" + text + ",price,0,'" + state +
                     "','','backstop','e2',0 FROM exits WHERE token=1");
        site.execute("UPDATE orders SET remaining=0 WHERE state IN ('filled','cancelled')");
        site.execute("UPDATE positions SET sell_quantity=sell_quantity+" + text +
                     " WHERE token=1 AND day=" + std::to_string(day));
        if (filled == 0) return;
        site.execute(
            "INSERT INTO trades (account,day,exchange,segment,id,trade_no,"
            "exchange_order_id,client_order_id,token,product,side,quantity,price,action,"
            "ref,state,settled_by,exchange_time_us) SELECT account,day,exchange,"
            "segment,CONCAT('t',day),CONCAT('t',day),exchange_order_id,client_order_id,"
            "token,product,side,filled,price,'new','','live','',0 FROM orders WHERE day=" +
            std::to_string(day));
    }
    Outcome run(const Work& work) {
        auto outcome = store.run(work);
        REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().what));
        return std::move(outcome).value();
    }
    Outcome look(uint32_t day, int64_t now_us) {
        Work work = look_at({"A1"}, now_us);
        work.day = day;
        return run(work);
    }
    // As the partition does for commands that another day finds.
    Outcome look_back(int64_t now_us, uint32_t open_day = kNext) {
        Work work = look_at({"A1"}, now_us);
        work.day = open_day;
        work.past_day = kDay;
        return run(work);
    }
    std::string row() {
        return site.value(
            "SELECT CONCAT(state,' ',filled,' ',ended_us<>0,' ',reason) FROM exits "
            "WHERE token=1");
    }
    std::string command() {
        return site.value("SELECT CONCAT(state,' ',reason,' ',ended_us<>0) FROM commands");
    }
    std::string told() {
        return site.value("SELECT GROUP_CONCAT(template,' ',fields SEPARATOR '|') FROM notices");
    }
    Outcome exit_again(uint32_t day, int64_t now_us) {
        Work work = work_of({exit_all("c2", "A1")}, now_us);
        work.day = day;
        work.commands.front().command.day = day;
        work.commands.front().command.expires_us = now_us + 60'000'000;
        return run(work);
    }
};

}  // namespace

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
    CHECK_EQ(night.told(), "NULL");
    night.book(kDay, 60, "cancelled");
    (void)night.look_back(kSoon + 1);
    CHECK_EQ(night.command(), "done day: over 1");
    CHECK_EQ(night.site.value("SELECT GROUP_CONCAT(token,state,done,reason ORDER BY token) FROM "
                              "command_rows"),
             "1partial60day: over,2done100,3expired0day: over");
    CHECK(night.store.left_open(kNext, {}, 10).value().empty());
    const std::string told = night.told();
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
        const std::string told = night.told();
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
        CHECK_EQ(night.row(), "cancelled 0 1 day: over");
        (void)night.look_back(kLate + 1);
        CHECK_EQ(night.site.value("SELECT CONCAT(state,' ',reason) FROM commands WHERE id='c1'"),
                 "done day: over");
        CHECK_EQ(night.site.value("SELECT COUNT(*) FROM notices WHERE fields LIKE '%\"c1\"%'"),
                 "1");
    }
}

TEST_CASE(
    "squareoff/store: issue 11.4: while the books have not come past a day, nothing of it ends") {
    for (const bool next_is_open : {false, true}) {
        CAPTURE(next_is_open);
        Night night;
        const auto told = [&](uint32_t day) {
            night.site.execute("INSERT INTO watermarks VALUES ('s1'," + std::to_string(day) +
                               ",0,4,'',0)");
        };
        told(kDay);
        if (next_is_open) night.next_day();
        const auto look = [&](int64_t now_us) {
            next_is_open ? (void)night.look_back(now_us) : (void)night.look(kDay, now_us);
            if (next_is_open) (void)night.look(kNext, now_us);
            return night.row();
        };
        CHECK_EQ(look(10 * kLate), "sent 0 0 ");
        told(kNext);
        CHECK_EQ(look(10 * kLate + 1), "cancelled 0 1 day: over");
    }
}

TEST_CASE(
    "squareoff/store: issue 11.4: a fill that was told and no books have is held for a day more") {
    Night night;
    night.site.execute("UPDATE exits SET heard=70,lived=1");
    night.bring_forward();
    night.next_day();
    (void)night.look(kNext, kLate);
    CHECK(night.row().starts_with("doubt 0 0 in doubt: its day is over"));
    CHECK_EQ(night.exit_again(kNext, kLate + 1).planned, 1);
    CHECK_EQ(night.site.value("SELECT quantity FROM exits WHERE command_id='c2'"), "30");
    // Listed, whatever day is open.
    CHECK_EQ(night.site.query(exits::select_in_doubt({"nse-1"}, 10)).size(), 1);
    night.opened(kDay + 2, 9'000'000'000'000'000);
    night.site.open_day(kDay + 2);
    CHECK_EQ(night.look(kDay + 2, kLate + 2).surprises, 1);
    CHECK_EQ(night.row(), "cancelled 0 1 day: over");
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
