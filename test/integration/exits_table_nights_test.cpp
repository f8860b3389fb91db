// Rows of `exits` across midnight, in MariaDB.
#include <doctest/doctest.h>

#include "test/integration/exits_table.h"

namespace squareoff::test {

TEST_CASE("exits/table: issue 11.4: nothing of a day that is over is called unreceived") {
    for (const char* day : {"UPDATE trading_day SET ends_us=1", "UPDATE trading_day SET day=day+1",
                            "DELETE FROM trading_day"}) {
        CAPTURE(day);
        Table table;
        table.site.execute(day);
        const auto before = table.rows();
        table.site.execute(
            exits::reject_rows(table.ids, "not received", exits::Rejection::NotReceived, 9));
        table.check(before, [&](Exit& row) {
            exits::Facts facts = exits::facts_of(row);
            facts.in_books = table.in_books(row.client_order_id);
            facts.day_over = true;
            const auto to = exits::next(facts, Word::NotReceived);
            if (to) row.state = *to;
        });
    }
}

TEST_CASE("exits/table: issue 11.4: what another day's books know is not called unreceived") {
    for (const char* shift : {"day=day+1", "day=day-1"}) {
        CAPTURE(shift);
        Table table;
        table.site.execute(std::string{"UPDATE orders SET "} + shift);
        table.check_change(exits::RejectedBy{"no", exits::Rejection::NotReceived, table.ids});
        table.check_change(exits::LivesSeen{table.ids});
        const auto known = table.site.query(exits::select_known_orders(table.ids));
        CHECK(known.size() == 108);
    }
}

TEST_CASE("exits/table: issue 11.4: the gateway sees the rows of whatever day") {
    Table table;
    const auto open = [&] { return table.site.query(exits::select_open("nse-1", 1'000)).size(); };
    const auto doubts = [&] { return table.site.value(exits::select_doubts("nse-1")); };
    const auto ended = [&] {
        return table.site.query(exits::select_ended_accounts("nse-1")).size();
    };
    CHECK(open() == 72);
    CHECK(doubts() == "24");
    CHECK(ended() == 1);
    const std::string counted = table.site.value(exits::select_doubts_by_session());
    const size_t listed = table.site.query(exits::select_in_doubt({"nse-1"}, 1'000)).size();
    table.site.open_day(kDay + 1);
    CHECK(open() == 72);
    CHECK(doubts() == "24");
    CHECK(ended() == 1);
    CHECK(table.site.value(exits::select_doubts_by_session()) == counted);
    CHECK(table.site.query(exits::select_in_doubt({"nse-1"}, 1'000)).size() == listed);
}

TEST_CASE("exits/table: a cancel's order has ended on a later day under both its names alone") {
    Table table;
    table.site.execute(
        "UPDATE exits SET target_client_order_id=CONCAT('M',client_order_id),"
        "target_exchange_order_id=CONCAT('X',client_order_id),exchange='NSE',segment='CM'");
    table.site.execute("UPDATE orders SET state='cancelled'");
    const auto ended = [&] {
        return table.site.query(exits::select_ended_targets(table.ids)).size();
    };
    CHECK(ended() == 54);
    table.site.execute("UPDATE orders SET day=day+1");
    CHECK(ended() == 0);  // the number was given anew
    table.site.execute("UPDATE orders SET client_order_id=CONCAT('M',client_order_id)");
    CHECK(ended() == 54);
}

}  // namespace squareoff::test
