#include "common/exits/statements.h"

#include <doctest/doctest.h>

#include "common/db/now.h"

namespace {
bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}
// Not sent: planned, or marked by an earlier try of the same marking.
const std::string kNotSent =
    "e.client_order_id IN ('BXA','BX\\'B') AND e.session='nse-1' AND e.state IN "
    "('planned','sending') AND (e.state='planned' OR e.sender='host:1:2:3')";
const std::string kNow{db::kNowUs};
}  // namespace

TEST_CASE("exits/statements: where the exchange takes no IOC, the row says what is sent") {
    const std::string sql = exits::mark_rows("nse-1", {"BXA"}, "m", true);
    CHECK(says(sql, "e.sender='m',e.validity='day' WHERE"));
}

TEST_CASE(
    "exits/statements: marked only while active in their epoch, on their day and not expired") {
    CHECK(exits::mark_rows("nse-1", {"BXA", "BX'B"}, "host:1:2:3", false) ==
          "UPDATE exits e JOIN site_state s ON s.one=1 LEFT JOIN trading_day t ON t.day=e.day SET "
          "e.state='sending',e.sender='host:1:2:3' WHERE " +
              kNotSent + " AND s.state='ACTIVE' AND s.epoch=e.epoch AND e.expires_us>" + kNow +
              " AND NOT (t.day IS NULL OR t.ends_us<=" + kNow + ")");
}

TEST_CASE("exits/statements: what may not be marked ends, with the reason") {
    CHECK(exits::fence_rows("nse-1", {"BXA", "BX'B"}, "host:1:2:3") ==
          "UPDATE exits e JOIN site_state s ON s.one=1 LEFT JOIN trading_day t ON t.day=e.day SET "
          "e.state='cancelled',e.reason=IF(s.state<>'ACTIVE' OR s.epoch<>e.epoch,"
          "'epoch: fenced off',IF((t.day IS NULL OR t.ends_us<=" +
              kNow + "),'day: over','expires_us: the command has expired')) WHERE " + kNotSent +
              " AND (s.state<>'ACTIVE' OR s.epoch<>e.epoch OR e.expires_us<=" + kNow +
              " OR (t.day IS NULL OR t.ends_us<=" + kNow + "))");
}

TEST_CASE("exits/statements: what is put back must still carry the mark") {
    CHECK(exits::put_back({"BXA"}, "m", 9) ==
          "UPDATE exits SET reason=IF(heard>0 OR filled>0,'in doubt: filled, and never sent',"
          "reason),doubt_us=IF(heard>0 OR filled>0,9,doubt_us),sender='',"
          "state=IF(heard>0 OR filled>0,'doubt','planned') WHERE client_order_id IN ('BXA') AND "
          "state IN ('sending') AND sender='m'");
}

TEST_CASE("exits/statements: the first time on the wire stays, and a later state too") {
    CHECK(exits::record_sent({{"BXA", 5}, {"BXB", 6}}, "m") ==
          "UPDATE exits SET sent_us=IF(sent_us<>0,sent_us,CASE client_order_id WHEN 'BXA' THEN 5 "
          "WHEN 'BXB' THEN 6 END),state=IF(state IN ('sending'),'sent',state) WHERE "
          "client_order_id IN ('BXA','BXB') AND sender='m'");
}

TEST_CASE("exits/statements: an order that the books know is not called not received") {
    using exits::Rejection;
    const auto guarded = exits::reject_rows({"BXA"}, "not received", Rejection::NotReceived, 9);
    CHECK(says(guarded, "state IN ('sending','sent') AND (heard>0 OR filled>0 OR NOT EXISTS"));
    const auto told = exits::reject_rows({"BXA"}, "price band", Rejection::Heard, 9);
    CHECK(says(told, "state IN ('sending','sent','working','frozen')"));
    CHECK_FALSE(says(told, "NOT EXISTS"));
    const auto cancel = exits::reject_rows({"BXA"}, "unknown order", Rejection::OfCancel, 9);
    CHECK(says(cancel, "AND action='cancel'"));
}

TEST_CASE("exits/statements: a sign of life is in the row, and denies that it was never there") {
    using exits::Rejection;
    CHECK(says(exits::hear_fills({{"BXA", 0}}), ",lived=1,resolved_us=0 WHERE"));
    for (const Rejection kind : {Rejection::NotTaken, Rejection::NotReceived}) {
        CHECK(says(exits::reject_rows({"BXA"}, "no", kind, 9),
                   "state=IF(heard>0 OR filled>0 OR (action='exit' AND (lived>0 OR state IN "
                   "('working','frozen'))),'doubt','rejected')"));
    }
    CHECK_FALSE(says(exits::reject_rows({"BXA"}, "no", Rejection::Heard, 9), "lived>0"));
}

TEST_CASE("exits/statements: a rejection after a fill is a doubt, in the same statement") {
    const auto sql = exits::reject_rows({"BXA"}, "it's over", exits::Rejection::Heard, 9);
    CHECK(says(sql, "state=IF(heard>0 OR filled>0,'doubt','rejected')"));
    CHECK(says(sql, "it\\'s over"));
}

TEST_CASE("exits/statements: texts from outside are escaped") {
    CHECK(says(exits::withdraw({"BX'1"}, 5), "IN ('BX\\'1') AND state IN ('planned')"));
    CHECK(says(exits::doubt_rows({"BX'1"}, "a'b", 5), "'in doubt: a\\'b'"));
    CHECK(says(exits::hear_fills({{"BX'1", 5}}), "WHEN 'BX\\'1' THEN 5 END"));
}

TEST_CASE("exits/statements: a fill that says no quantity is all of the order") {
    CHECK(
        says(exits::hear_fills({{"BXA", 40, true}}), "WHEN 'BXA' THEN GREATEST(quantity,40) END"));
}

TEST_CASE("exits/statements: a planned row carries the end of its command's time") {
    exits::Exit own;
    own.planned_us = 123'456;
    own.expires_us = 654'321;
    const std::string sql = exits::insert_planned({own}).sql();
    CHECK(says(sql, "planned_us,expires_us,state"));
    CHECK(says(sql, "123456,654321,"));
    CHECK_FALSE(says(exits::update_by_books({own}).sql(), "expires_us=VALUES"));
    CHECK(exits::insert_planned({}).empty());
    CHECK(exits::update_by_books({}).empty());
}

TEST_CASE("exits/statements: a reason longer than its column is cut") {
    const std::string sql = exits::refuse_rows({"BXA"}, std::string(500, 'x'));
    CHECK(sql.find("'" + std::string(200, 'x') + "'") != std::string::npos);
}
