#include "producers/ctl/table.h"

#include <doctest/doctest.h>

#include <sstream>

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

TEST_CASE("ctl/table: the widest column is cut until a line has 100 characters") {
    Table table{{{"A"}, {"B"}, {"C"}}};
    table.add({std::string(90, 'x'), std::string(30, 'y'), "short"});
    std::istringstream lines{table.text()};
    std::string header;
    std::string row;
    std::getline(lines, header);
    std::getline(lines, row);
    CHECK(row == std::string(60, 'x') + "…  " + std::string(30, 'y') + "  short");
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
    CHECK(ctl::india_time(0) == "1970-01-01 05:30:00");
    CHECK(ctl::india_time(1'785'728'700'123'456) == "2026-08-03 09:15:00");
    CHECK(ctl::india_day(1'785'728'700'123'456) == 20260803);
    CHECK(ctl::india_day(1'785'695'399'999'999) == 20260802);  // 23:59:59.999999
    CHECK(ctl::india_day(1'785'695'400'000'000) == 20260803);
}
