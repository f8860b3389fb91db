#include "producers/replay/tables.h"

#include <doctest/doctest.h>

#include "test/unit/holds.h"

using replay::Scope;
using replay::select_bucket;
using replay::select_checksums;
using replay::Side;
using replay::tables;

TEST_CASE("tables: every table of the books is compared, by what is the record's in it") {
    REQUIRE(tables().size() == std::size(replay::kBooks));
    for (size_t i = 0; i < tables().size(); ++i) CHECK(tables()[i].name == replay::kBooks[i]);
    const std::string positions = select_checksums(tables()[2], {20260803, {}, 4, ""}, Side::Live);
    CHECK(holds(positions, "buy_quantity"));
    CHECK_FALSE(holds(positions, "open_quantity"));
    const std::string watermarks = select_checksums(tables()[3], {20260803, {}, 4, ""}, Side::Live);
    CHECK_FALSE(holds(watermarks, "updated_us"));
    CHECK_FALSE(holds(watermarks, "owner"));
}

TEST_CASE("tables: a scope cuts each table as far as that can be cut") {
    const Scope partition{20260803, 2, 4, ""};
    CHECK(holds(select_checksums(tables()[0], partition, Side::Live), "CRC32(account)%4=2"));
    CHECK(holds(select_checksums(tables()[3], partition, Side::Live), " AND part=2"));
    CHECK(partition.covers(tables()[5]));
    CHECK_FALSE(partition.covers(tables()[4]));
    const Scope account{20260803, {}, 4, "O'X"};
    CHECK(holds(select_checksums(tables()[1], account, Side::Live), "account='O\\'X'"));
    CHECK(account.covers(tables()[1]));
    CHECK_FALSE(account.covers(tables()[3]));
    CHECK(account.covers(tables()[5]));
    CHECK(holds(select_checksums(tables()[5], {20260803, {}, 4, "AA0000001"}, Side::Live),
                " AND account='AA0000001' AND part="));
    const std::string rows = select_bucket(tables()[0], partition, 17, Side::Live);
    CHECK(holds(rows, "%256=17"));
}

TEST_CASE("tables: what operators have settled counts as parked, in the live books alone") {
    const Scope all{20260803, {}, 4, ""};
    CHECK(holds(select_checksums(tables()[5], all, Side::Live), "FROM parked_settled AS settled"));
    CHECK_FALSE(holds(select_checksums(tables()[5], all, Side::Shadow), "parked_settled"));
    CHECK(holds(select_bucket(tables()[5], all, 1, Side::Live), "parked_settled"));
    CHECK_FALSE(holds(select_checksums(tables()[0], all, Side::Live), "parked_settled"));
}

TEST_CASE("tables: what decides which state of an order stands, and what was parked, is compared") {
    const Scope all{20260803, {}, 4, ""};
    CHECK(holds(select_checksums(tables()[0], all, Side::Shadow), ",as_sent,HEX(standing))"));
    for (const Side side : {Side::Live, Side::Shadow}) {
        const std::string parked = select_bucket(tables()[5], all, 1, side);
        CHECK(holds(parked, "SELECT HEX(digest),part,source,day,seq,reason,body FROM (SELECT"));
        CHECK(holds(parked, "MD5(CONCAT(part,':',body)),LOWER(HEX(digest)))"));
        CHECK(holds(parked, "COALESCE(body_bytes,LENGTH(body)),MD5(LEFT(body,1024))"));
    }
}

TEST_CASE("tables: parked rows are found by digest under any day, unread ones page by page") {
    const std::string by_digest = replay::select_parked({"0A", "0B"}, Side::Live);
    CHECK(holds(by_digest, "WHERE digest IN (UNHEX('0A'),UNHEX('0B'))"));
    CHECK_FALSE(holds(by_digest, "WHERE day="));
    const std::string page = replay::select_unread({20260803, 2, 4, ""}, "0A", 10);
    CHECK(page ==
          "SELECT HEX(digest) FROM parked WHERE day=0 AND HEX(digest)>'0A' AND part=2 "
          "ORDER BY HEX(digest) LIMIT 10");
    CHECK(replay::select_any(tables()[2], {20260803, {}, 4, "A"}) ==
          "SELECT 1 FROM positions WHERE day=20260803 AND account='A' LIMIT 1");
}
