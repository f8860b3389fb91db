// What the square-off's transactions cost, against a real MariaDB.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <thread>

#include "common/account/read_view.h"
#include "common/exits/rows.h"
#include "common/exits/statements.h"
#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

namespace {

constexpr size_t kBatch = 200;
constexpr int kPositions = 5;

std::vector<std::string> some(const std::vector<std::string>& all, size_t from, size_t count) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    return {begin, begin + static_cast<std::ptrdiff_t>(std::min(count, all.size() - from))};
}

std::vector<events::Command> exits_of(const std::vector<std::string>& accounts) {
    std::vector<events::Command> commands;
    for (const std::string& account : accounts)
        commands.push_back(exit_all("c" + account, account));
    return commands;
}

// Microseconds of CPU time: of this process, and of the server.
struct Cost {
    int64_t own_us = 0;
    int64_t server_us = 0;
    int64_t wall_us = 0;
};

int64_t server_cpu_us(Site& site) {
    std::ifstream pid_file{site.value("SELECT @@pid_file")};
    std::string pid;
    pid_file >> pid;
    std::ifstream file{"/proc/" + pid + "/stat"};
    std::string word;
    for (int i = 0; i < 13; ++i) file >> word;  // "mariadbd" is one word
    int64_t user = 0;
    int64_t system = 0;
    file >> user >> system;
    return (user + system) * 1'000'000 / sysconf(_SC_CLK_TCK);
}

Cost cost_of(Site& site, const std::function<void()>& work) {
    const auto before = std::chrono::steady_clock::now();
    const int64_t server = server_cpu_us(site);
    const std::clock_t own = std::clock();
    work();
    const auto took = std::chrono::steady_clock::now() - before;
    return {(std::clock() - own) * 1'000'000 / CLOCKS_PER_SEC, server_cpu_us(site) - server,
            std::chrono::duration_cast<std::chrono::microseconds>(took).count()};
}

void report(const char* what, const Cost& cost) {
    MESSAGE(std::string{what}, ": ms per transaction of ", kBatch, " accounts x ", kPositions,
            " positions: ", cost.wall_us / 5'000,
            "; us of CPU per exit order: ", cost.own_us / 5'000, " here, ", cost.server_us / 5'000,
            " in the server");
}

// All our orders fill, as the ledger would write it.
void all_fill(Site& site) {
    site.execute("UPDATE exits SET state='sent',sent_us=1500000");
    site.execute("INSERT INTO orders " + kOrderColumns +
                 " SELECT account,day,exchange,segment,CONCAT('X',client_order_id),"
                 "client_order_id,token,product,side,type,validity,quantity,quantity,0,price,0,"
                 "'filled','','backstop','e2',0 FROM exits");
    site.execute("UPDATE positions SET sell_quantity=100");
}

// How many rows `work` made the server touch in this session.
int64_t rows_read(Site& site, const std::function<void()>& work) {
    const auto count = [&] {
        int64_t sum = 0;
        for (const db::Row& row : site.query("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
            sum += std::atoll(row.at(1)->c_str());
        }
        return sum;
    };
    const int64_t before = count();
    work();
    return count() - before;
}

}  // namespace

TEST_CASE("squareoff/store: a thousand accounts in batches, every position sold once, to the end") {
    Site site;
    site.instruments(kPositions);
    const auto accounts = accounts_of(0, 1, 1'000);
    site.accounts(accounts, kPositions);
    Store store{context()};
    REQUIRE(store.connect().ok());
    size_t planned = 0;
    size_t finished = 0;
    const Cost plan = cost_of(site, [&] {
        for (size_t from = 0; from < accounts.size(); from += kBatch) {
            const auto done = store.run(work_of(exits_of(some(accounts, from, kBatch))));
            REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().what));
            planned += done.value().planned;
        }
    });
    CHECK_EQ(planned, 5'000);
    CHECK_EQ(
        site.value("SELECT COUNT(*) FROM (SELECT account,token FROM exits GROUP BY account,token"
                   " HAVING SUM(quantity)=100) e"),
        "5000");
    all_fill(site);
    const Cost finish = cost_of(site, [&] {
        for (size_t from = 0; from < accounts.size(); from += kBatch) {
            const auto done = store.run(look_at(some(accounts, from, kBatch)));
            REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().what));
            finished += done.value().finished.size();
        }
    });
    CHECK_EQ(finished, 1'000);
    CHECK_EQ(site.value("SELECT COUNT(*) FROM command_rows WHERE state='done' AND done=100"),
             "5000");
    report("planned", plan);
    report("finished", finish);
}

TEST_CASE("squareoff/store: one account with a thousand positions") {
    Site site;
    site.instruments(1'000);
    site.accounts({"A1"}, 1'000);
    Store store{context()};
    REQUIRE(store.connect().ok());
    const Cost plan = cost_of(site, [&] {
        const auto done = store.run(work_of({exit_all("c1", "A1")}));
        REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().what));
        CHECK_EQ(done.value().planned, 1'000);
    });
    const Cost look = cost_of(site, [&] { REQUIRE(store.run(look_at({"A1"})).ok()); });
    all_fill(site);
    const Cost finish = cost_of(site, [&] {
        const auto done = store.run(look_at({"A1"}, 3'000'000));
        REQUIRE(done.ok());
        CHECK_EQ(done.value().finished.size(), 1);
    });
    MESSAGE("ms in all, and of CPU here: planned ", plan.wall_us / 1'000, ", ", plan.own_us / 1'000,
            "; looked at ", look.wall_us / 1'000, ", ", look.own_us / 1'000, "; finished ",
            finish.wall_us / 1'000, ", ", finish.own_us / 1'000);
    CHECK_LT(plan.own_us + look.own_us + finish.own_us, 1'000'000);
}

TEST_CASE("squareoff/store: each SELECT reads the rows of its accounts, not the table") {
    Site site;
    site.instruments(500);
    const auto accounts = accounts_of(0, 1, 1'000);
    site.accounts(accounts, kPositions);
    Store store{context()};
    REQUIRE(store.connect().ok());
    for (size_t from = 0; from < accounts.size(); from += kBatch) {
        REQUIRE(store.run(work_of(exits_of(some(accounts, from, kBatch)))).ok());
    }
    all_fill(site);
    for (const char* table : {"exits", "orders", "positions", "commands", "command_rows"}) {
        site.query(std::string{"ANALYZE TABLE "} + table);
    }
    for (const size_t count : {1u, 200u}) {
        CAPTURE(count);
        const auto names = some(accounts, 100, count);
        std::vector<std::string> ids;
        for (const std::string& name : names) ids.push_back("c" + name);
        std::vector<account::View> views;
        const int64_t of_views = rows_read(
            site, [&] { views = account::read_views(site.session(), names, kDay).value(); });
        REQUIRE_EQ(views.size(), count);
        CHECK_EQ(views[0].own.size(), 5);
        CHECK_EQ(views[0].orders.size(), 5);
        const auto per_account = [&](int64_t rows) { return rows / static_cast<int64_t>(count); };
        CHECK_LE(per_account(of_views), 120);
        const auto keys = account::instruments_of(views);
        CHECK_LE(
            rows_read(
                site,
                [&] { CHECK(account::read_instruments(site.session(), keys, 20260803).ok()); }),
            40);
        CHECK_LE(per_account(rows_read(site, [&] { site.query(select_commands(ids)); })), 10);
        CHECK_LE(
            per_account(rows_read(site, [&] { site.query(select_open_commands(names, kDay)); })),
            10);
        CHECK_LE(per_account(rows_read(site, [&] { site.query(select_rows(ids)); })), 20);
        const std::string first = site.value("SELECT client_order_id FROM exits LIMIT 1");
        CHECK_LE(rows_read(site, [&] { site.execute(exits::withdraw({first}, 1)); }), 10);
    }
    site.execute("UPDATE commands SET ended_us=5 WHERE account<>'" + accounts[7] + "'");
    site.query("ANALYZE TABLE commands");
    CHECK_LE(rows_read(site, [&] { site.query(select_open_accounts(0, kDay)); }), 20);
}

// Of nine days before this one: their orders and exits, all with an end.
void nine_days_more(Site& site) {
    for (int day = 1; day <= 9; ++day) {
        const std::string back = std::to_string(day);
        site.execute(
            "INSERT INTO orders " + kOrderColumns + " SELECT account,day-" + back +
            ",exchange,segment,exchange_order_id,CONCAT(client_order_id,'-" + back +
            "'),token,product,side,type,validity,quantity,filled,remaining,price,"
            "trigger_price,state,reason,origin,id,exchange_time_us FROM orders WHERE day=" +
            std::to_string(kDay));
        site.execute(
            "INSERT INTO exits (client_order_id,account,day,command_id,row_in_command,attempt,"
            "slice,action,session,epoch,exchange,segment,token,symbol,product,side,type,validity,"
            "quantity,price,target_client_order_id,target_exchange_order_id,state,planned_us,"
            "expires_us,ended_us) SELECT CONCAT(client_order_id,'-" +
            back + "'),account,day-" + back + ",CONCAT(command_id,'-" + back +
            "'),row_in_command,attempt,slice,action,session,epoch,exchange,segment,token,symbol,"
            "product,side,type,validity,quantity,price,'','','done',1,1,1 FROM exits WHERE day=" +
            std::to_string(kDay));
    }
    for (const char* table : {"exits", "orders"}) {
        site.query(std::string{"ANALYZE TABLE "} + table);
    }
}

TEST_CASE("squareoff/store: issue 11.4: with ten days in the tables a look reads no more rows") {
    Site site;
    site.instruments(kPositions);
    const auto accounts = accounts_of(0, 1, 200);
    site.accounts(accounts, kPositions);
    Store store{context()};
    REQUIRE(store.connect().ok());
    REQUIRE(store.run(work_of(exits_of(accounts))).ok());
    all_fill(site);
    const auto names = some(accounts, 0, 100);
    const auto of_views = [&] {
        return rows_read(site,
                         [&] { CHECK(account::read_views(site.session(), names, kDay).ok()); });
    };
    const auto of_query = [&](const std::string& sql) {
        return rows_read(site, [&] { site.query(sql); });
    };
    const int64_t one_day = of_views();
    nine_days_more(site);
    site.execute("UPDATE exits SET state='done',ended_us=1 WHERE account>'" + names.back() + "'");
    CHECK_LE(of_views(), one_day + 100);
    const int64_t open = 500;  // of 100 accounts
    CHECK_LE(of_query(exits::select_open("nse-1", 1'000)), open + 100);
    CHECK_LE(of_query(exits::select_doubts("nse-1")), open + 100);
    CHECK_LE(of_query(exits::select_doubts_by_session()), 2 * open + 100);
    CHECK_LE(of_query(exits::select_in_doubt({"nse-1"}, 1'000)), open + 100);
    CHECK_LE(of_query(exits::select_accounts_with_open({"nse-1"}, 0, 1)), open + 200);
    // One order that today finds without an end: its day's and the next days' orders of its
    // account.
    site.execute("UPDATE exits SET ended_us=0,state='sent' WHERE account='" + names[0] +
                 "' AND token=1 AND day=" + std::to_string(kDay - 1));
    CHECK_LE(of_views(), one_day + 120);
}

// The server counts the rows of a table again some seconds after many have been written: until then
// it plans on older figures, and from 200 accounts in a list on it would ask those alone.
TEST_CASE("squareoff/store: nor where the server counted when all rows were one account's") {
    Site site;
    site.instruments(1'000);
    site.accounts({"A1"}, 1'000);
    Store store{context()};
    REQUIRE(store.connect().ok());
    REQUIRE(store.run(work_of({exit_all("c1", "A1")})).ok());
    all_fill(site);
    for (const char* table : {"exits", "orders", "trades"}) {
        site.execute(std::string{"ALTER TABLE "} + table + " STATS_AUTO_RECALC=0");
        site.query(std::string{"ANALYZE TABLE "} + table);
    }
    const auto accounts = accounts_of(0, 1, 2'000);
    site.accounts(accounts, kPositions);
    for (size_t from = 0; from < accounts.size(); from += kBatch) {
        REQUIRE(store.run(work_of(exits_of(some(accounts, from, kBatch)))).ok());
    }
    const auto rows_per_account = [&](size_t count) {
        const auto names = some(accounts, 100, count);
        const int64_t rows =
            rows_read(site, [&] { CHECK(account::read_views(site.session(), names, kDay).ok()); });
        return rows / static_cast<int64_t>(count);
    };
    const int64_t of_few = rows_per_account(100);
    CHECK_LE(rows_per_account(200), of_few + 1);
    CHECK_LE(rows_per_account(250), of_few + 1);
}

TEST_CASE("squareoff/store: partitions and a gateway do not deadlock") {
    constexpr int32_t kPartitions = 4;
    Site site;
    site.instruments(kPositions);
    std::vector<std::vector<std::string>> accounts;
    for (int32_t partition = 0; partition < kPartitions; ++partition) {
        accounts.push_back(accounts_of(partition, kPartitions, 300));
        site.accounts(accounts.back(), kPositions);
    }
    std::vector<std::string> errors(kPartitions);
    std::vector<std::thread> threads;
    for (int32_t partition = 0; partition < kPartitions; ++partition) {
        threads.emplace_back([&, partition] {
            const auto index = static_cast<size_t>(partition);
            Store store{context(partition, kPartitions)};
            db::Session gateway{database_config()};
            if (!store.connect().ok() || !gateway.connect().ok()) errors[index] = "not connected";
            for (size_t from = 0; from < 300 && errors[index].empty(); from += 20) {
                const auto part = some(accounts[index], from, 20);
                const auto done = store.run(work_of(exits_of(part)));
                if (!done.ok()) {
                    errors[index] = done.error().what;
                    continue;
                }
                // A gateway takes what was named to it, by its keys.
                std::string ids;
                for (const std::string& id : done.value().to_send.at("nse-1")) {
                    ids += (ids.empty() ? "'" : ",'") + id + "'";
                }
                const auto taken =
                    gateway.execute("UPDATE exits SET state='sending' WHERE client_order_id IN (" +
                                    ids + ") AND state='planned'");
                if (!taken.ok()) errors[index] = taken.error().what;
                const auto looked = store.run(look_at(part));
                if (!looked.ok()) errors[index] = looked.error().what;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& error : errors) CHECK_EQ(error, "");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM exits WHERE state='sending'"), "6000");
}

}  // namespace squareoff::test
