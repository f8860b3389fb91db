#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

inline constexpr uint32_t kNext = kDay + 1;
inline constexpr int64_t kEndsUs = 5'000'000;  // of kDay
inline constexpr int64_t kSoon = kEndsUs + 10'000'000;
inline constexpr int64_t kLate = kEndsUs + 900'000'000;

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
    void bring_forward(uint32_t from = kDay) {
        site.execute(
            "INSERT INTO positions SELECT account,day+1,exchange,segment,token,product,"
            "open_quantity+buy_quantity-sell_quantity,0,0,0,0,0 FROM positions WHERE day=" +
            std::to_string(from));
    }
    // The books have all that this source has told up to then; whether it reports orders of ours.
    void told(int64_t until_us, const std::string& source = "nse-dc", bool ours = true,
              const std::string& segment = "CM") {
        site.execute("REPLACE INTO told_times VALUES (0,'" + source + "','NSE','" + segment + "'," +
                     std::to_string(until_us) + "," + (ours ? "1" : "0") + ")");
    }
    // The exchange gives the order and its fill to this day.
    void book(uint32_t day, int filled, const char* state) {
        const std::string text = std::to_string(filled);
        site.execute("INSERT INTO orders " + kOrderColumns + " SELECT account," +
                     std::to_string(day) +
                     ",exchange,segment,'X1',client_order_id,token,product,side,type,validity,"
                     "quantity," +
                     text + ",quantity-" + text + ",price,0,'" + state +
                     "','','backstop','e2',0 FROM exits WHERE token=1 AND command_id='c1'");
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
            "WHERE token=1 AND command_id='c1'");
    }
    std::string command() {
        return site.value("SELECT CONCAT(state,' ',reason,' ',ended_us<>0) FROM commands");
    }
    std::string notices() {
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

}  // namespace squareoff::test
