// What becomes of orders of ours of which nobody tells, or which are told twice, once their day is
// over, against a real MariaDB.
#include <functional>

#include "common/db/columns.h"
#include "common/exits/resolution.h"
#include "common/exits/rows.h"
#include "test/integration/squareoff_store_night.h"

namespace squareoff::test {

namespace {

// That an order ends, on the books of its own day and on those of the next one.
void ends_once(Night& night, bool next_is_open, const std::function<void()>& is_told) {
    const auto look = [&](int64_t now_us) {
        if (!next_is_open) {
            (void)night.look(kDay, now_us);
            return night.row();
        }
        (void)night.look_back(now_us);
        (void)night.look(kNext, now_us);
        return night.row();
    };
    CHECK_EQ(look(10 * kLate), "sent 0 0 ");
    is_told();
    CHECK_EQ(look(10 * kLate + 1), "cancelled 0 1 day: over");
}

}  // namespace

TEST_CASE(
    "squareoff/store: issue 11.4: what does not prove that a day was told ends nothing of it") {
    for (const bool next_is_open : {false, true}) {
        CAPTURE(next_is_open);
        Night night;
        if (next_is_open) night.next_day();
        SUBCASE("nobody has told anything at all") {}
        SUBCASE("an order of the evening that is dated tomorrow") {
            night.told(kEndsUs - 1);
            night.site.execute("INSERT INTO watermarks VALUES ('nse-dc'," + std::to_string(kNext) +
                               ",0,4,'',0)");
        }
        SUBCASE("the moments behind the day, in which it may have filled") {
            night.told(kLate - 1);
        }
        SUBCASE("a source that reports none of ours, of whatever time") {
            night.told(2 * kLate, "amo", false);
        }
        SUBCASE("another segment") { night.told(2 * kLate, "nse-dc", true, "FO"); }
        SUBCASE("an odd event of 2099") { night.told(4'000'000'000'000'000); }
        SUBCASE("another partition") {
            night.told(2 * kLate);
            night.site.execute("UPDATE told_times SET part=1");
        }
        SUBCASE("one of its events is missing, though later ones are booked") {
            night.told(2 * kLate);
            night.site.execute(
                "INSERT INTO held_events (part,source,day,seq,body,held_us) VALUES (0,'nse-dc'," +
                std::to_string(kNext) + ",7,'',0)");
        }
        SUBCASE("the record of that day has more than the books") {
            night.told(2 * kLate);
            night.site.execute("INSERT INTO record_heads VALUES (0,'nse-dc'," +
                               std::to_string(kDay) + ",7,0)");
        }
        SUBCASE("days are opened by mistake, and taken back; drills; years ahead") {
            for (const uint32_t day : {kDay + 2, kDay + 3, kDay + 100, 20990101U}) {
                night.opened(day, 1);
            }
        }
        ends_once(night, next_is_open, [&] {
            night.told(kLate);
            night.site.execute(
                "REPLACE INTO watermarks SELECT source,day,part,seq,'',0 FROM "
                "held_events UNION SELECT source,day,part,seq,'',0 FROM "
                "record_heads");
        });
    }
}

TEST_CASE(
    "squareoff/store: issue 11.4: another source of the partition proves it where it reports ours "
    "anywhere") {
    Night night;
    night.told(kLate, "bse-dc", false);
    night.site.execute(
        "INSERT INTO told_times SELECT 3,source,exchange,segment,1,1 FROM told_times");
    (void)night.look(kDay, kLate);
    CHECK_EQ(night.row(), "cancelled 0 1 day: over");
}

TEST_CASE("squareoff/store: issue 11.4: what the books have left alive is listed and resolved") {
    Night night;
    night.book(kDay, 40, "partially_filled");
    night.bring_forward();
    night.next_day();
    (void)night.look(kNext, kLate);
    CHECK(night.row().starts_with("doubt 40 0 in doubt: its day is over, and nobody has told"));
    CHECK_EQ(night.site.query(exits::select_in_doubt({"nse-1"}, 10)).size(), 1);
    const auto row = [&] {
        const auto rows = night.site.query(exits::select(" WHERE token=1"));
        db::Columns columns{rows.front()};
        return exits::read(columns);
    };
    CHECK_EQ(night.site.value(exits::select_in_books(row(), kLate - 1)), "1");
    CHECK_EQ(night.site.value(exits::select_in_books(row(), kLate)), "2");
    SUBCASE("what has filled is in the books") {
        night.site.execute(exits::resolve_row(row(), 40, kLate));
        (void)night.look(kNext, kLate + 1);
        CHECK_EQ(night.row(), "cancelled 40 1 day: over");
    }
    SUBCASE("less than the books have is refused, more waits for them") {
        night.site.execute(exits::resolve_row(row(), 39, kLate));
        CHECK_EQ(row().resolved_us, 0);
        night.site.execute(exits::resolve_row(row(), 70, kLate));
        (void)night.look(kNext, kLate + 1);
        CHECK(night.row().starts_with("doubt 40 0"));
        // The books hold 60, of which 30 have gone.
        CHECK_EQ(night.exit_again(kNext, kLate + 2).planned, 1);
        CHECK_EQ(night.site.value("SELECT quantity FROM exits WHERE command_id='c2'"), "30");
    }
    SUBCASE("where the books have its end, they decide") {
        night.site.execute("UPDATE orders SET state='cancelled'");
        CHECK_EQ(night.site.value(exits::select_in_books(row(), 2 * kLate)), "1");
        night.site.execute(exits::resolve_row(row(), 40, 2 * kLate));
        CHECK_EQ(row().resolved_us, 0);
    }
}

TEST_CASE("squareoff/store: issue 11.4: a fill that was told is held until books have it") {
    Night night;
    night.site.execute("UPDATE exits SET heard=70,lived=1");
    night.told(kLate);
    night.bring_forward();
    night.next_day();
    (void)night.look(kNext, kLate);
    CHECK(night.row().starts_with("doubt 0 0 in doubt: its day is over"));
    CHECK_EQ(night.exit_again(kNext, kLate + 1).planned, 1);
    CHECK_EQ(night.site.value("SELECT quantity FROM exits WHERE command_id='c2'"), "30");
    // Listed, whatever day is open, and however many have been.
    CHECK_EQ(night.site.query(exits::select_in_doubt({"nse-1"}, 10)).size(), 1);
    night.opened(kDay + 2, 9'000'000'000'000'000);
    night.site.open_day(kDay + 2);
    (void)night.look(kDay + 2, kLate + 2);
    CHECK(night.row().starts_with("doubt 0 0 in doubt: its day is over"));
    night.book(kDay, 70, "cancelled");
    (void)night.look(kDay + 2, kLate + 3);
    CHECK_EQ(night.row(), "cancelled 70 1 ");
}

TEST_CASE("squareoff/store: an order of a day that was taken back counts on the one that is open") {
    Night night;
    // Sent on a day that was opened by mistake; the day before is open again.
    night.site.execute("UPDATE exits SET day=" + std::to_string(kNext));
    night.site.execute("UPDATE commands SET ended_us=1,state='done'");
    night.opened(kNext, 9'000'000'000'000'000);
    night.site.open_day(kDay);
    CHECK_EQ(night.exit_again(kDay, kEndsUs).planned, 0);
    CHECK_EQ(night.site.value("SELECT CONCAT(state,' ',reason) FROM command_rows WHERE "
                              "command_id='c2'"),
             "waiting another exit is under way");
    night.book(kDay, 100, "filled");
    (void)night.look(kDay, kEndsUs + 1);
    CHECK_EQ(night.row(), "done 100 1 ");
    CHECK_EQ(night.site.value("SELECT COUNT(*) FROM exits"), "1");
}

TEST_CASE("squareoff/store: a fill that is there twice, once without our id, is held once") {
    Night night;
    night.book(kDay, 100, "filled");
    (void)night.look(kDay, kSoon);
    const auto again = [&](const char* id, const char* client_order_id) {
        night.site.execute("INSERT INTO trades SELECT account,day,exchange,segment,'" +
                           std::string{id} + "',trade_no,exchange_order_id," + client_order_id +
                           ",token,product,side,quantity,price,action,ref,state,settled_by,"
                           "exchange_time_us FROM trades WHERE id LIKE 't%'");
        night.site.execute("UPDATE positions SET sell_quantity=sell_quantity+100");
    };
    night.site.execute("UPDATE trading_day SET ends_us=9000000000000000");
    SUBCASE("with it") { again("u1", "client_order_id"); }
    SUBCASE("without it") { again("u1", "''"); }
    night.site.execute("UPDATE positions SET sell_quantity=sell_quantity+50");  // 50 short
    CHECK_EQ(night.exit_again(kDay, 2 * kLate).planned, 1);
    CHECK_EQ(night.site.value("SELECT CONCAT(side,quantity) FROM exits WHERE command_id='c2'"),
             "buy50");
}

TEST_CASE(
    "squareoff/store: an exchange that begins its date later than we do has the order there") {
    Night night;
    night.site.execute("UPDATE exits SET day=" + std::to_string(kNext));
    night.site.open_day(kNext);
    night.site.execute("UPDATE trading_day SET ends_us=" + std::to_string(kEndsUs));
    night.opened(kNext, kEndsUs);
    night.book(kDay, 100, "filled");
    (void)night.look(kNext, kEndsUs);
    CHECK_EQ(night.row(), "done 100 1 ");
}

TEST_CASE("squareoff/store: what is called dead and lives under the date before counts today") {
    Night night;
    night.site.execute("UPDATE exits SET state='rejected',day=" + std::to_string(kNext));
    night.site.execute("UPDATE commands SET ended_us=1,state='done'");
    night.bring_forward();
    night.site.open_day(kNext);
    night.opened(kNext, 9'000'000'000'000'000);
    night.book(kDay, 0, "open");
    CHECK_EQ(night.exit_again(kNext, kSoon).planned, 0);
    CHECK_EQ(night.row(), "working 0 0 ");
}

TEST_CASE("squareoff/store: issue 11.6: a fill that is told on two days is bought back on none") {
    struct Case {
        const char* name;
        int filled;
        const char* state;
        const char* again;  // what the second telling changes
    };
    for (const Case& one :
         {Case{"the very same report", 100, "filled", "id=id"},
          Case{"another ExecID", 100, "filled", "id='e9'"},
          Case{"a part, of an order that was cancelled then", 60, "cancelled", "id='e9'"}}) {
        CAPTURE(one.name);
        Night night;
        night.book(kDay, one.filled, one.state);
        (void)night.look(kDay, kSoon);
        night.site.execute("UPDATE positions SET buy_quantity=" + std::to_string(one.filled));
        night.bring_forward();  // flat
        night.next_day();
        night.book(kNext, one.filled, one.state);
        night.site.execute("UPDATE trades SET " + std::string{one.again} +
                           " WHERE day=" + std::to_string(kNext));
        // Each further day begins with what this one has left.
        night.bring_forward(kNext);
        for (const uint32_t day : {kNext, kNext + 1}) {
            night.site.open_day(day);
            night.site.execute("DELETE FROM commands WHERE id='c2'");
            night.site.execute("DELETE FROM command_rows WHERE command_id='c2'");
            CHECK_EQ(night.site.value("SELECT open_quantity+buy_quantity-sell_quantity FROM "
                                      "positions WHERE day=" +
                                      std::to_string(day)),
                     std::to_string(-one.filled));
            CHECK_EQ(night.exit_again(day, 2 * kLate).planned, 0);
            CHECK_EQ(night.site.value("SELECT CONCAT(state,' ',reason) FROM command_rows WHERE "
                                      "command_id='c2'"),
                     "excluded held: fills and trades of an order do not agree");
        }
    }
}

}  // namespace squareoff::test
