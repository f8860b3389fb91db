// The text of each statement, one row each, as MariaDB gets it.
#include "common/books/statements.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/books/inbox.h"
#include "test/unit/books/run.h"

using books::PositionChange;
using books::TradeState;
using Statements = std::vector<std::string>;

namespace {

const books::StreamId kStream{"nse-fo-dropcopy-1", 20260803};

PositionChange change(const books::Sums& sums, std::string_view account = "AB1234") {
    return {
        account, 20260803, events::Exchange::Nse, events::Segment::Fo, 53001, events::Product::Nrml,
        sums};
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("books/statements: nothing to write is no statement") {
    CHECK(books::select_trades({}).empty());
    CHECK(books::insert_inbox({}, 1).empty());
    CHECK(books::upsert_orders(std::vector<books::OrderRow>{}).empty());
    CHECK(books::insert_trades({}).empty());
    CHECK(books::end_trades({}).empty());
    CHECK(books::grow_positions({}).empty());
    CHECK(books::grow_positions({}).sql().empty());
    CHECK(books::shrink_positions({}).empty());
}

TEST_CASE("books/statements: a watermark is read, begun, and moved from where it was") {
    const std::string now = "(UNIX_TIMESTAMP()*1000000+MICROSECOND(NOW(6)))";
    CHECK(
        books::select_watermark(kStream, 3) ==
        "SELECT seq FROM watermarks WHERE source='nse-fo-dropcopy-1' AND day=20260803 AND part=3");
    CHECK(books::move_watermark(kStream, 3, {std::nullopt, 7}, "host:1") ==
          "INSERT INTO watermarks (source,day,part,seq,owner,updated_us) VALUES "
          "('nse-fo-dropcopy-1',20260803,3,7,'host:1'," +
              now + ")");
    CHECK(books::move_watermark(kStream, 3, {5, 7}, "host:1") ==
          "UPDATE watermarks SET seq=7,owner='host:1',updated_us=" + now +
              " WHERE "
              "source='nse-fo-dropcopy-1' AND day=20260803 AND part=3 AND seq=5");
}

TEST_CASE("books/statements: an owner's name cannot leave its quotes") {
    CHECK(says(books::move_watermark(kStream, 0, {5, 7}, "o'h\\ost"), R"('o\'h\\ost')"));
    CHECK(says(books::move_watermark(kStream, 0, {{}, 7}, "o'host"), R"('o\'host')"));
}

TEST_CASE("books/statements: an order's row, enums as the index in their column") {
    events::Event event = make_order();
    auto& order = std::get<events::Order>(event.body);
    order.state = events::OrderState::Cancelled;
    order.origin = events::Origin::Exchange;
    order.reason = "it's \"over\" \\ done";
    order.remaining = 0;
    order.trigger = 5;
    const std::string sql = books::upsert_orders({{&event, books::standing_of(event)}}).sql();
    CHECK(sql.starts_with("INSERT INTO orders (account,day,exchange,segment,exchange_order_id,"));
    CHECK(says(sql, R"(VALUES ('AB1234',20260803,1,2,'O1','C1',53001,3,1,1,1,150,0,0,1013500,5,6,)"
                    R"('it\'s \"over\" \\ done',3,'','E1',1785728700123456,_binary')"));
    CHECK(says(sql, "state=IF(VALUES(standing)>standing,VALUES(state),state),"));
    // What the others compare with must be the last one to change.
    CHECK(sql.ends_with(",standing=IF(VALUES(standing)>standing,VALUES(standing),standing)"));
}

TEST_CASE("books/statements: a trade's row, with its end if it has one") {
    const events::Event event = correction("C1", "T1", 50);
    CHECK(books::insert_trades({{&event, TradeState::Live, {}}}).sql() ==
          "INSERT INTO trades (account,day,exchange,segment,id,trade_no,exchange_order_id,"
          "client_order_id,token,product,side,quantity,price,action,ref,state,settled_by,"
          "exchange_time_us) VALUES ('AB1234',20260803,1,2,'C1','N1','O1','C1',53001,3,1,50,"
          "1013500,2,'T1',1,'',1785728700123456)");
    CHECK(says(books::insert_trades({{&event, TradeState::Busted, "B1"}}).sql(), "2,'T1',3,'B1',"));
}

TEST_CASE("books/statements: a trade is ended by its key") {
    const events::Event event = trade_of({});
    CHECK(books::end_trades({{books::key_of(event), TradeState::Corrected, "C1"}}) ==
          Statements{"UPDATE trades SET state=2,settled_by='C1' WHERE account='AB1234' AND "
                     "day=20260803 AND exchange=1 AND segment=2 AND id='T1'"});
    CHECK(says(books::select_trades({books::key_of(event)}),
               " FROM trades WHERE (account,day,exchange,segment,id) IN "
               "(('AB1234',20260803,1,2,'T1'))"));
}

TEST_CASE("books/statements: sums that grow go in one statement, those that fall in their own") {
    const std::vector<PositionChange> all{change({1, 2, 3, 4}), change({0, -2, 3, 4}, "B"),
                                          change({}, "Z")};
    const std::string grow = books::grow_positions(all).sql();
    CHECK(says(grow,
               " VALUES ('AB1234',20260803,1,2,53001,3,1,2,3,4),('Z',20260803,1,2,53001,3,0,0,0,0) "
               "ON DUPLICATE KEY UPDATE buy_quantity=buy_quantity+VALUES(buy_quantity),"));
    CHECK(books::shrink_positions(all) ==
          Statements{"UPDATE positions SET buy_quantity=buy_quantity+0,buy_value=buy_value+-2,"
                     "sell_quantity=sell_quantity+3,sell_value=sell_value+4 WHERE account='B' AND "
                     "day=20260803 AND exchange=1 AND segment=2 AND token=53001 AND product=3"});
}

TEST_CASE("books/statements: the inbox, by source, day, id and content") {
    const std::vector<books::InboxKey> keys{{"oms", 20260803, "T1", "c0ffee"}};
    CHECK(books::insert_inbox(keys, 99).sql() ==
          "INSERT INTO inbox (source,day,id,content,applied_us) VALUES "
          "('oms',20260803,'T1','c0ffee',99)");
}
