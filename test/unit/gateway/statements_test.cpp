#include "consumers/gateway/statements.h"

#include <doctest/doctest.h>

#include "common/db/now.h"

namespace {
// Not sent: planned, or marked by an earlier try of the same marking.
const std::string kNotSent =
    "e.client_order_id IN ('BXA','BX\\'B') AND e.session='nse-1' AND (e.state='planned' OR "
    "(e.state='sending' AND e.sender='host:1:2:3'))";
const std::string kNow{db::kNowUs};
}  // namespace

TEST_CASE("gateway/statements: marked only while active in their epoch and not expired") {
    CHECK(gateway::mark_rows("nse-1", {"BXA", "BX'B"}, "host:1:2:3", false) ==
          "UPDATE exits e JOIN site_state s ON s.one=1 SET e.state='sending',e.sender='host:1:2:3' "
          "WHERE " +
              kNotSent + " AND s.state='ACTIVE' AND s.epoch=e.epoch AND e.expires_us>" + kNow);
}

TEST_CASE("gateway/statements: where the exchange takes no IOC, the row says what is sent") {
    const std::string sql = gateway::mark_rows("nse-1", {"BXA"}, "m", true);
    CHECK(sql.find("e.sender='m',e.validity='day' WHERE") != std::string::npos);
}

TEST_CASE("gateway/statements: what may not be marked ends, with the reason") {
    CHECK(gateway::fence_rows("nse-1", {"BXA", "BX'B"}, "host:1:2:3") ==
          "UPDATE exits e JOIN site_state s ON s.one=1 SET e.state='cancelled',"
          "e.reason=IF(s.state='ACTIVE' AND s.epoch=e.epoch,"
          "'expires_us: the command has expired','epoch: fenced off') WHERE " +
              kNotSent + " AND (s.state<>'ACTIVE' OR s.epoch<>e.epoch OR e.expires_us<=" + kNow +
              ")");
}

TEST_CASE("gateway/statements: what is put back must still carry the mark") {
    CHECK(gateway::put_back({"BXA"}, "m") ==
          "UPDATE exits SET state='planned',sender='' WHERE client_order_id IN ('BXA') AND "
          "state='sending' AND sender='m'");
}

TEST_CASE("gateway/statements: the first time on the wire stays, and a later state too") {
    CHECK(gateway::record_sent({{"BXA", 5}, {"BXB", 6}}, "m") ==
          "UPDATE exits SET sent_us=IF(sent_us<>0,sent_us,CASE client_order_id WHEN 'BXA' THEN 5 "
          "WHEN 'BXB' THEN 6 END),state=IF(state='sending','sent',state) WHERE client_order_id IN "
          "('BXA','BXB') AND sender='m'");
}

TEST_CASE("gateway/statements: an order that the books know is not called not received") {
    const std::string guarded = gateway::reject_rows({"BXA"}, "not received", true);
    CHECK(guarded.find("e.state IN ('sending','sent') AND NOT EXISTS") != std::string::npos);
    const std::string told = gateway::reject_rows({"BXA"}, "price band", false);
    CHECK(told.find("e.state IN ('sending','sent','working','frozen')") != std::string::npos);
    CHECK(told.find("NOT EXISTS") == std::string::npos);
}

TEST_CASE("gateway/statements: a reason longer than its column is cut") {
    const std::string sql = gateway::refuse_rows({"BXA"}, std::string(500, 'x'));
    CHECK(sql.find("'" + std::string(200, 'x') + "'") != std::string::npos);
}
