#include "producers/replay/exchange_books.h"

#include <doctest/doctest.h>

TEST_CASE("exchange_books: one statement moves every table both ways") {
    CHECK(replay::rename_all("l", "s", "o") ==
          "RENAME TABLE `l`.orders TO `o`.orders, `s`.orders TO `l`.orders, "
          "`l`.trades TO `o`.trades, `s`.trades TO `l`.trades, "
          "`l`.positions TO `o`.positions, `s`.positions TO `l`.positions, "
          "`l`.watermarks TO `o`.watermarks, `s`.watermarks TO `l`.watermarks, "
          "`l`.inbox TO `o`.inbox, `s`.inbox TO `l`.inbox, "
          "`l`.parked TO `o`.parked, `s`.parked TO `l`.parked, "
          "`l`.orders_without_number TO `o`.orders_without_number, "
          "`s`.orders_without_number TO `l`.orders_without_number, "
          "`l`.backdated TO `o`.backdated, `s`.backdated TO `l`.backdated, "
          "`l`.parked_bytes TO `o`.parked_bytes, `s`.parked_bytes TO `l`.parked_bytes");
}

TEST_CASE("exchange_books: other days are taken anew, so that a second run begins again") {
    const auto statements = replay::copy_the_rest("l", "s", 20260803);
    REQUIRE(statements.size() == 24);
    CHECK(statements[0] == "DELETE FROM `s`.orders WHERE day<>20260803");
    CHECK(statements[1] == "INSERT INTO `s`.orders SELECT * FROM `l`.orders WHERE day<>20260803");
    CHECK(statements[10] == "DELETE FROM `s`.parked WHERE day NOT IN (0,20260803)");
    CHECK(statements[11] ==
          "INSERT IGNORE INTO `s`.parked SELECT * FROM `l`.parked WHERE day<>20260803");
    CHECK(statements[22] == "DELETE FROM `s`.parked_bytes");
    CHECK(statements[23].starts_with("INSERT INTO `s`.parked_bytes (source,bytes) SELECT source,"));
}

TEST_CASE("exchange_books: what operators have settled is not parked again") {
    const auto statements = replay::copy_the_rest("l", "s", 20260803);
    const std::string& redriven = statements[19];
    CHECK(redriven.starts_with("INSERT IGNORE INTO `l`.parked_settled (digest,"));
    CHECK(redriven.find("LIKE CONCAT('redrive-',LOWER(LEFT(HEX(new.digest),16)),'-%')") !=
          std::string::npos);
    CHECK(redriven.find("refused.digest IS NULL") != std::string::npos);
    CHECK(statements[20] ==
          "DELETE new FROM `s`.parked AS new JOIN `l`.parked_settled AS settled ON "
          "settled.digest=new.digest LEFT JOIN `l`.parked AS old ON old.digest=new.digest WHERE "
          "old.digest IS NULL AND new.day IN (0,20260803)");
}

TEST_CASE("exchange_books: what was settled and pruned is not parked again") {
    const std::string pruned = replay::copy_the_rest("l", "s", 20260803)[21];
    CHECK(pruned.starts_with("DELETE new FROM `s`.parked AS new JOIN `l`.pruned_parked AS pruned"));
}

TEST_CASE("exchange_books: a ledger's decision on a correction of an earlier day stays") {
    const auto statements = replay::copy_the_rest("l", "s", 20260803);
    CHECK(statements[16].starts_with("DELETE new FROM `s`.parked AS new JOIN `l`.backdated"));
    CHECK(statements[17] ==
          "REPLACE INTO `s`.backdated SELECT * FROM `l`.backdated WHERE day=20260803");
}

TEST_CASE("exchange_books: the old books are named by the time, in Greenwich") {
    CHECK(replay::old_name("backstop", {1'785'728'700'007'999}) ==
          "backstop_old_20260803_034500_007");
}
