// Doubts about the books of an account, as the square-off reads it from a real MariaDB.
#include <doctest/doctest.h>

#include "common/db/literal.h"
#include "common/db/now.h"
#include "common/verdict/tables.h"
#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

namespace {

const std::string kDayText = std::to_string(kDay);

std::string trade(const std::string& account, const std::string& side, int quantity) {
    return R"({"kind":"trade","action":"new","account":")" + account +
           R"(","exchange":"NSE","segment":"CM","token":1,"product":"MIS","side":")" + side +
           R"(","quantity":)" + std::to_string(quantity) + R"(,"price":"none"})";
}

std::string literal(const std::string& bytes) {
    std::string sql;
    db::append_bytes(sql, bytes);
    return sql;
}

void park(Site& site, const std::string& body, uint32_t day = kDay) {
    site.execute(
        "INSERT INTO parked (digest,part,source,day,seq,reason,body,parked_us) VALUES "
        "(UNHEX(MD5(" +
        literal(body) + ")),0,'s'," + std::to_string(day) + ",0,'price: none'," + literal(body) +
        ",1)");
}

void edit(Site& site, const std::string& side, const std::string& account,
          const std::string& body) {
    site.execute(
        "INSERT INTO edited_events (digest,attempt,side,account,day,body,by_whom,at_us) VALUES "
        "(UNHEX(MD5(" +
        literal(trade("A1", "sell", 40)) + ")),0,'" + side + "','" + account + "'," + kDayText +
        "," + literal(body) + ",'nobody',1)");
}

// The quantity planned of an exit-all, and the row's end.
std::string exited(Site& site, const std::string& account) {
    Store store{context()};
    REQUIRE(store.connect().ok());
    const auto outcome = store.run(work_of({exit_all("c1", account)}));
    REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().what));
    return site.value("SELECT COALESCE(SUM(quantity),0) FROM exits") + " " +
           site.value("SELECT CONCAT(state,' ',reason) FROM command_rows");
}

std::string looked_at(Site& site, int64_t now_us) {
    Store store{context()};
    REQUIRE(store.connect().ok());
    REQUIRE(store.run(look_at({"A1"}, now_us)).ok());
    return site.value("SELECT COALESCE(SUM(quantity),0) FROM exits") + " " +
           site.value("SELECT CONCAT(state,' ',reason) FROM command_rows");
}

struct Given {
    Given() {
        site.instruments(1);
        site.accounts({"A1"}, 1);
        for (const char* table : {"edited_events", "differences", "trades", "record_heads",
                                  "watermarks", "reconciler_rounds"}) {
            site.execute(std::string{"DELETE FROM "} + table);
        }
    }
    Site site;
};

std::string noted(const std::string& partition) {
    return "INSERT INTO reconciler_rounds (part,day,compared_us,accounts,differing,unlisted) "
           "VALUES (" +
           partition + "," + kDayText + ",1,9,1,1)";
}

}  // namespace

TEST_CASE("squareoff/holds: a parked trade of the account holds what it could have taken") {
    Given given;
    park(given.site, trade("A1", "sell", 40));
    CHECK_EQ(exited(given.site, "A1"), "60 working ");
}

TEST_CASE("squareoff/holds: what an earlier day's books lack, today's position lacks too") {
    Given given;
    park(given.site, trade("A1", "sell", 40), kDay - 1);
    CHECK_EQ(exited(given.site, "A1"), "60 working ");
    CHECK_EQ(given.site.query(verdict::parked_accounts_sql(kDay)).size(), 1);  // an exception
    CHECK_EQ(given.site.query(verdict::parked_accounts_sql(kDay - 2)).size(), 0);
}

TEST_CASE("squareoff/holds: parked events of others, of later days and without account hold none") {
    Given given;
    park(given.site, trade("A2", "sell", 40));
    park(given.site, trade("A1", "sell", 40), kDay + 1);
    for (const std::string body : {"\xFF\xFE{", "[]", "{}", "null", R"({"account":7})",
                                   R"({"account":"ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ"})"}) {
        park(given.site, body);
    }
    CHECK_EQ(exited(given.site, "A1"), "100 working ");
    CHECK_EQ(given.site.value("SELECT COUNT(*) FROM parked"), "8");
}

TEST_CASE("squareoff/holds: a parked command is no event") {
    Given given;
    for (int number = 0; number < 501; ++number) {
        park(given.site,
             R"({"kind":"command","account":"A1","id":")" + std::to_string(number) + R"("})", 0);
    }
    const std::string note(1 << 20, 'x');
    park(given.site, R"({"kind":"command","account":"A1","id":"x","note":")" + note + R"("})", 0);
    CHECK_EQ(exited(given.site, "A1"), "100 working ");
}

TEST_CASE("squareoff/holds: a parked event that is settled holds no more") {
    Given given;
    park(given.site, trade("A1", "sell", 40));
    given.site.execute("DELETE FROM parked");  // it stands in parked_settled
    CHECK_EQ(exited(given.site, "A1"), "100 working ");
}

TEST_CASE("squareoff/holds: what rests on an edited redrive is held") {
    Given given;
    given.site.execute("UPDATE positions SET buy_quantity=6535");
    edit(given.site, "sent", "A1", trade("A1", "buy", 6435));
    CHECK_EQ(exited(given.site, "A1"), "100 working ");
}

TEST_CASE("squareoff/holds: an edited redrive that speaks of something else leaves its original") {
    for (const std::string account : {"A1", "A2"}) {
        Given given;
        edit(given.site, "parked", "A1", trade("A1", "sell", 100));
        edit(given.site, "sent", account, trade(account, "sell", account == "A1" ? 10 : 100));
        CHECK_EQ(exited(given.site, "A1"),
                 "0 excluded held: parked events of the account contradict the books");
    }
}

TEST_CASE("squareoff/holds: until its parked row is settled the original counts once") {
    Given given;
    park(given.site, trade("A1", "sell", 40));
    edit(given.site, "parked", "A1", trade("A1", "sell", 40));
    CHECK_EQ(exited(given.site, "A1"), "60 working ");
}

TEST_CASE(
    "squareoff/holds: an account with a thousand parked events costs its neighbours nothing") {
    Given given;
    given.site.accounts({"A2", "A3"}, 1);
    given.site.execute(
        "INSERT INTO parked (digest,part,source,day,seq,reason,body,parked_us) SELECT "
        "UNHEX(MD5(seq)),0,'s'," +
        kDayText + ",0,'price: none'," +
        "CONCAT('{\"account\":\"A1\",\"kind\":\"trade\",\"token\":9,\"n\":',seq,'}'),1 "
        "FROM seq_1_to_1000");
    park(given.site, trade("A3", "sell", 40));
    Store store{context()};
    REQUIRE(store.connect().ok());
    REQUIRE(store.run(work_of({exit_all("c1", "A1"), exit_all("c2", "A2"), exit_all("c3", "A3")}))
                .ok());
    CHECK_EQ(given.site.value("SELECT GROUP_CONCAT(CONCAT(account,quantity) ORDER BY account) "
                              "FROM exits"),
             "A2100,A360");
}

TEST_CASE("squareoff/holds: a body longer than any event holds all, and is not read") {
    Given given;
    std::string body = trade("A1", "sell", 40);
    body.insert(body.size() - 1, ",\"x\":\"" + std::string(5'000, 'x') + "\"");
    park(given.site, body);
    CHECK_EQ(given.site.value("SELECT LENGTH(short_body) FROM parked"), "0");
    CHECK_EQ(exited(given.site, "A1"),
             "0 excluded held: parked events of the account contradict the books");
}

TEST_CASE("squareoff/holds: a position that the record contradicts is held as a whole") {
    Given given;
    given.site.execute("INSERT INTO differences VALUES (0," + kDayText +
                       ",'A1','positions','altered',1,'A1|" + kDayText + "|1|1|1|2',1)");
    CHECK_EQ(exited(given.site, "A1"), "0 excluded held: the record contradicts the books");
}

// A stream of the partition's that the record knows to number 5, as of so many seconds ago.
void record_head(Site& site, int part, uint32_t day, int age_s) {
    site.execute("INSERT INTO record_heads VALUES (" + std::to_string(part) + ",'s'," +
                 std::to_string(day) + ",5," + std::string{db::kNowUs} + "-" +
                 std::to_string(age_s) + "*1000000)");
}

TEST_CASE("squareoff/holds: a partition waits while its books lack recorded events for 30 s") {
    const std::string asked = "0 waiting the books of the partition are in question";
    Given given;
    record_head(given.site, 0, kDay, 60);
    CHECK_EQ(exited(given.site, "A1"), asked);
    given.site.execute("INSERT INTO watermarks VALUES ('s'," + kDayText + ",0,4,'',1)");
    CHECK_EQ(looked_at(given.site, 2'000'000), asked);
    given.site.execute("UPDATE watermarks SET seq=5");
    CHECK_EQ(looked_at(given.site, 2'000'000), "100 working ");
}

TEST_CASE("squareoff/holds: no partition waits for what is young, of another day or another's") {
    Given given;
    record_head(given.site, 0, kDay, 5);
    SUBCASE("a source of which the books have nothing") {}
    SUBCASE("a source that was quiet for long before it") {
        given.site.execute("INSERT INTO watermarks VALUES ('s'," + kDayText + ",0,4,'',1)");
    }
    record_head(given.site, 0, kDay - 1, 60);
    record_head(given.site, 1, kDay, 60);
    given.site.execute(noted("1"));
    CHECK_EQ(exited(given.site, "A1"), "100 working ");
}

TEST_CASE("squareoff/holds: a partition waits whose comparison found more than it could list") {
    Given given;
    given.site.execute(noted("0"));
    CHECK_EQ(exited(given.site, "A1"), "0 waiting the books of the partition are in question");
    given.site.execute("UPDATE reconciler_rounds SET unlisted=0");
    CHECK_EQ(looked_at(given.site, 2'000'000), "100 working ");
}

// A sale of the main site that has filled 60; of its trades these have come.
void sold_sixty(Site& site, int quantity_told, const std::string& names_order = "O1") {
    site.pending("A1", "O1", 1, 60);
    site.execute("UPDATE orders SET state='filled',filled=60,remaining=0,client_order_id='M1'");
    if (quantity_told == 0) return;
    site.execute(
        "INSERT INTO trades (account,day,exchange,segment,id,trade_no,exchange_order_id,"
        "client_order_id,token,product,side,quantity,price,action,ref,state,settled_by,"
        "exchange_time_us) VALUES ('A1'," +
        kDayText + ",'NSE','CM','T1','1','" + names_order + "','M1',1,'MIS','sell'," +
        std::to_string(quantity_told) + ",1,'new','','live','',0)");
    site.execute("UPDATE positions SET sell_quantity=" + std::to_string(quantity_told));
}

TEST_CASE("squareoff/holds: fills are waited for until their trades are booked") {
    Given given;
    sold_sixty(given.site, 0);
    CHECK_EQ(exited(given.site, "A1"), "0 waiting the trades of its fills are on their way");
    given.site.execute("DELETE FROM orders");
    sold_sixty(given.site, 60);
    CHECK_EQ(looked_at(given.site, 2'000'000), "40 working ");
}

TEST_CASE("squareoff/holds: fills whose trades do not come hold what they take") {
    for (const int told : {0, 20}) {
        CAPTURE(told);
        Given given;
        sold_sixty(given.site, told);
        (void)exited(given.site, "A1");
        CHECK_EQ(looked_at(given.site, 20'000'000), "40 working ");
    }
}

TEST_CASE(
    "squareoff/holds: a trade under another number counts by the client's id; a busted one not") {
    Given given;
    sold_sixty(given.site, 60, "O7");
    CHECK_EQ(exited(given.site, "A1"), "40 working ");
    Given busted;
    sold_sixty(busted.site, 60);
    busted.site.execute("UPDATE trades SET state='busted'");
    busted.site.execute("UPDATE positions SET sell_quantity=0");
    CHECK_EQ(exited(busted.site, "A1"), "0 waiting the trades of its fills are on their way");
}

TEST_CASE("squareoff/holds: our order that the books have under another position holds both") {
    Given given;
    CHECK_EQ(exited(given.site, "A1"), "100 working ");
    given.site.execute("UPDATE exits SET state='sent',sent_us=1");
    given.site.execute(
        "INSERT INTO orders " + kOrderColumns +
        " SELECT account,day,exchange,segment,'X1',client_order_id,token,'NRML',side,type,validity,"
        "quantity,quantity,0,price,0,'filled','','backstop','e2',0 FROM exits");
    given.site.execute(
        "INSERT INTO trades SELECT account,day,exchange,segment,'T1','1','X1',client_order_id,"
        "token,'NRML',side,quantity,price,'new','','live','',0 FROM exits");
    given.site.execute("INSERT INTO positions VALUES ('A1'," + kDayText +
                       ",'NSE','CM',1,'NRML',0,0,0,0,100,1)");
    CHECK_EQ(looked_at(given.site, 2'000'000),
             "100 working the exchange contradicts itself, the books decide");
    CHECK_EQ(given.site.value("SELECT CONCAT(state,' ',reason) FROM exits"),
             "doubt in doubt: the books have it under another position");
    // Another command sells nothing again, and buys nothing back.
    Store store{context()};
    REQUIRE(store.connect().ok());
    REQUIRE(store.run(work_of({exit_all("c2", "A1")}, 20'000'000)).ok());
    CHECK_EQ(given.site.value("SELECT COUNT(*) FROM exits"), "1");
    CHECK_EQ(given.site.value("SELECT GROUP_CONCAT(DISTINCT reason) FROM command_rows WHERE "
                              "command_id='c2'"),
             "held: the books have an order of ours under another position");
}

TEST_CASE("squareoff/holds: trades of an order that come to more than was ordered hold the rest") {
    Given given;
    sold_sixty(given.site, 60);
    given.site.execute(
        "INSERT INTO trades SELECT account,day,exchange,segment,'T2',trade_no,exchange_order_id,"
        "client_order_id,token,product,side,quantity,price,action,ref,state,settled_by,"
        "exchange_time_us FROM trades");
    given.site.execute("UPDATE positions SET sell_quantity=120");
    CHECK_EQ(exited(given.site, "A1"),
             "0 excluded held: fills and trades of an order do not agree");
}

// The order of ours in the books of this account, filled.
void book(Site& site, const std::string& account) {
    site.execute("INSERT INTO orders " + kOrderColumns + " SELECT '" + account +
                 "',day,exchange,segment,'X1',client_order_id,token,product,side,type,validity,"
                 "quantity,quantity,0,price,0,'filled','','backstop','e2',0 FROM exits");
    site.execute("INSERT INTO trades SELECT '" + account +
                 "',day,exchange,segment,'T1','1','X1',client_order_id,"
                 "token,product,side,quantity,price,'new','','live','',0 FROM exits");
}

Outcome look(const std::string& account) {
    Store store{context()};
    REQUIRE(store.connect().ok());
    const auto looked = store.run(look_at({account}));
    REQUIRE(looked.ok());
    return looked.value();
}

TEST_CASE("squareoff/holds: an order that fills after its end and its command's is told, once") {
    for (const char* state : {"rejected", "cancelled"}) {
        CAPTURE(state);
        Given given;
        (void)exited(given.site, "A1");
        given.site.execute("UPDATE exits SET state='" + std::string{state} +
                           "',sent_us=1,ended_us=1");
        given.site.execute("UPDATE commands SET state='done',ended_us=1");
        given.site.execute("UPDATE command_rows SET state='partial'");
        book(given.site, "A1");
        given.site.execute("UPDATE positions SET sell_quantity=100");
        CHECK_EQ(look("A1").surprises, 1);
        CHECK_EQ(given.site.value("SELECT CONCAT(state,filled) FROM exits"), "done100");
        CHECK_EQ(look("A1").surprises, 0);
    }
}

TEST_CASE("squareoff/holds: our order that the books have under another account holds both") {
    Given given;
    given.site.accounts({"A2"}, 1);
    (void)exited(given.site, "A1");
    given.site.execute("UPDATE exits SET state='sent',sent_us=1");
    book(given.site, "A2");
    given.site.execute("UPDATE positions SET sell_quantity=200 WHERE account='A2'");  // net -100
    CHECK_EQ(look("A2").surprises, 1);
    CHECK_EQ(given.site.value("SELECT CONCAT(state,' ',reason) FROM exits"),
             "doubt in doubt: the books have it under another account");
    CHECK_EQ(look("A2").surprises, 0);
    Store store{context()};
    REQUIRE(store.connect().ok());
    REQUIRE(store.run(work_of({exit_all("c2", "A2"), exit_all("c3", "A1")}, 20'000'000)).ok());
    CHECK_EQ(given.site.value("SELECT COUNT(*) FROM exits"), "1");
    CHECK_EQ(given.site.value("SELECT reason FROM command_rows WHERE command_id='c2'"),
             "held: the books have an order of ours under another position");
}

TEST_CASE("squareoff/holds: an order with an id of ours that nobody has sent holds its position") {
    Given given;
    sold_sixty(given.site, 60);
    given.site.execute("UPDATE orders SET client_order_id='BXUNKNOWN'");
    CHECK_EQ(exited(given.site, "A1"),
             "0 excluded held: the books have an order of ours under another position");
}

TEST_CASE("squareoff/holds: differences that make no position too large hold none") {
    Given given;
    const std::string head = "INSERT INTO differences VALUES (0," + kDayText + ",'A1',";
    given.site.execute(head + "'positions','altered',1,'A1|" + kDayText + "|1|1|9|2',1)");
    given.site.execute(head + "'trades','altered',3,'A1|" + kDayText + "|1|1|T1',1)");
    given.site.execute(head + "'orders','extra',4,'A1|" + kDayText + "|1|1|O1',1)");
    CHECK_EQ(exited(given.site, "A1"), "100 working ");
}

TEST_CASE("squareoff/holds: a position that the record alone has is told beside what is exited") {
    Given given;
    given.site.execute("INSERT INTO differences VALUES (0," + kDayText +
                       ",'A1','positions','missing',2,'',1)");
    (void)exited(given.site, "A1");
    CHECK_EQ(
        given.site.value("SELECT GROUP_CONCAT(wanted,state ORDER BY number) FROM command_rows"),
        "100working,0excluded");
}

}  // namespace squareoff::test
