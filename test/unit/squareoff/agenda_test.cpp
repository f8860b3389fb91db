#include "consumers/squareoff/agenda.h"

#include <doctest/doctest.h>

using squareoff::Agenda;
using Names = std::vector<std::string>;

TEST_CASE("squareoff/agenda: what is due, the earliest first, at most so many") {
    Agenda agenda;
    agenda.set("A3", 30);
    agenda.set("A1", 10);
    agenda.set("A2", 20);
    CHECK_EQ(agenda.take_due(9, 100, 10), Names{});
    CHECK_EQ(agenda.take_due(20, 100, 1), Names{"A1"});
    CHECK_EQ(agenda.take_due(20, 100, 10), Names{"A2"});
}

TEST_CASE("squareoff/agenda: what was taken is due again at its next time") {
    Agenda agenda;
    agenda.set("A1", 10);
    CHECK_EQ(agenda.take_due(10, 50, 10), Names{"A1"});
    CHECK_EQ(agenda.take_due(49, 60, 10), Names{});
    CHECK(agenda.contains("A1"));
    CHECK_EQ(agenda.take_due(50, 60, 10), Names{"A1"});
}

TEST_CASE("squareoff/agenda: an account stands in it once") {
    Agenda agenda;
    agenda.set("A1", 10);
    agenda.set("A1", 40);
    CHECK_EQ(agenda.size(), 1);
    CHECK_EQ(agenda.take_due(39, 50, 10), Names{});
    agenda.forget("A1");
    agenda.forget("A1");
    CHECK_EQ(agenda.size(), 0);
    CHECK_EQ(agenda.take_due(100, 200, 10), Names{});
}
