#include "producers/ctl/table.h"

#include <doctest/doctest.h>

using ctl::Table;

TEST_CASE("ctl/table: columns are aligned and lines have no blanks at their end") {
    Table table{{{"NAME"}, {"COUNT", Table::Align::Right}, {"WHY"}}};
    table.add({"a", "7", ""});
    table.add({"longer", "1234567", "because"});
    CHECK(table.text() ==
          "NAME      COUNT  WHY\n"
          "a             7\n"
          "longer  1234567  because\n");
}

TEST_CASE("ctl/table: nothing is cut, however long a line is") {
    Table table{{{"A"}, {"B"}, {"C"}}};
    const std::string id(90, 'x');
    const std::string symbol(30, 'y');
    table.add({id, symbol, "a reason in words"});
    for (const size_t page : {0u, 1u, 80u, 200u}) {
        CAPTURE(page);
        CHECK(table.text(page).find(id + "  " + symbol) != std::string::npos);
    }
    CHECK(table.text(0) == "A" + std::string(91, ' ') + "B" + std::string(31, ' ') + "C\n" + id +
                               "  " + symbol + "  a reason in words\n");
}

TEST_CASE("ctl/table: at a terminal the last column is wrapped under itself") {
    Table table{{{"ID"}, {"WHY"}}};
    table.add({"order-1", "the exchange has told of more filled than ordered"});
    table.add({"order-2", "short"});
    CHECK(table.text(30) ==
          "ID       WHY\n"
          "order-1  the exchange has told\n"
          "         of more filled than\n"
          "         ordered\n"
          "order-2  short\n");
    CHECK(table.text(58) ==
          "ID       WHY\n"
          "order-1  the exchange has told of more filled than ordered\n"
          "order-2  short\n");
}

TEST_CASE("ctl/table: numbers, and a last column without room, are not wrapped") {
    Table numbers{{{"ID"}, {"COUNT", Table::Align::Right}}};
    numbers.add({"order-1", "1234567890123456789"});
    CHECK(numbers.text(10) == "ID                     COUNT\norder-1  1234567890123456789\n");
    Table narrow{{{"ID"}, {"WHY"}}};
    narrow.add({"order-1", "a reason in words"});
    CHECK(narrow.text(20) == "ID       WHY\norder-1  a reason in words\n");
}

TEST_CASE("ctl/table: a column that need not be there is left out where there is no room") {
    Table table{{{"NAME"}, {"TOKEN", Table::Align::Right, true}, {"COUNT", Table::Align::Right}}};
    table.add({"a", "53001", "7"});
    CHECK(table.text(0) == "NAME  TOKEN  COUNT\na     53001      7\n");
    CHECK(table.text(18) == table.text(0));
    CHECK(table.text(17) == "NAME  COUNT\na         7\n");
}

TEST_CASE("ctl/page: a text is broken at blanks, a word stays whole unless it may be broken") {
    using Lines = std::vector<std::string>;
    CHECK(ctl::wrapped("", 5) == Lines{""});
    CHECK(ctl::wrapped("ab cd", 5) == Lines{"ab cd"});
    CHECK(ctl::wrapped("ab cd ef", 5) == Lines{"ab cd", "ef"});
    CHECK(ctl::wrapped("ab  cd", 3) == Lines{"ab", "cd"});
    CHECK(ctl::wrapped("x 1100000000012345 y", 5) == Lines{"x", "1100000000012345", "y"});
    CHECK(ctl::wrapped("1100000000012345", 6, true) == Lines{"110000", "000001", "2345"});
    CHECK(ctl::wrapped("Jörg Jörg", 4) == Lines{"Jörg", "Jörg"});
    CHECK(ctl::wrapped("abc", 0, true) == Lines{"a", "b", "c"});
}

TEST_CASE("ctl/table: a character of several bytes counts once") {
    Table table{{{"NAME"}, {"X"}}};
    table.add({"Jörg", "1"});
    CHECK(table.text() == "NAME  X\nJörg  1\n");
}

TEST_CASE("ctl/table: rupees have two decimals at least") {
    CHECK(ctl::rupees(1'013'500) == "101.35");
    CHECK(ctl::rupees(10'000) == "1.00");
    CHECK(ctl::rupees(15'000) == "1.50");
    CHECK(ctl::rupees(-5) == "-0.0005");
    CHECK(ctl::rupees_or_dash(0) == "-");
}

TEST_CASE("ctl/table: times and days are those of the exchanges") {
    CHECK(ctl::india_time(0) == "never");
    CHECK(ctl::india_time(1'785'728'700'123'456) == "2026-08-03 09:15:00 IST");
    CHECK(ctl::india_day(1'785'728'700'123'456) == 20260803);
    CHECK(ctl::india_day(1'785'695'399'999'999) == 20260802);  // 23:59:59.999999
    CHECK(ctl::india_day(1'785'695'400'000'000) == 20260803);
}
