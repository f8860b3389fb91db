#include "producers/replay/exchange_books.h"

#include <doctest/doctest.h>

TEST_CASE("exchange_books: one statement moves every table both ways") {
    CHECK(replay::rename_all("l", "s", "o") ==
          "RENAME TABLE `l`.orders TO `o`.orders, `s`.orders TO `l`.orders, "
          "`l`.trades TO `o`.trades, `s`.trades TO `l`.trades, "
          "`l`.positions TO `o`.positions, `s`.positions TO `l`.positions, "
          "`l`.watermarks TO `o`.watermarks, `s`.watermarks TO `l`.watermarks, "
          "`l`.inbox TO `o`.inbox, `s`.inbox TO `l`.inbox, "
          "`l`.parked TO `o`.parked, `s`.parked TO `l`.parked");
}

TEST_CASE("exchange_books: other days are taken anew, so that a second run begins again") {
    const auto statements = replay::copy_the_rest("l", "s", 20260803);
    REQUIRE(statements.size() == 13);
    CHECK(statements[0] == "DELETE FROM `s`.orders WHERE day<>20260803");
    CHECK(statements[1] == "INSERT INTO `s`.orders SELECT * FROM `l`.orders WHERE day<>20260803");
}

TEST_CASE("exchange_books: the old books are named by the time, in Greenwich") {
    CHECK(replay::old_name("backstop", {1'785'728'700'000'000}) == "backstop_old_20260803_034500");
}
