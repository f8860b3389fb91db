#include "consumers/gateway/turns.h"

#include <doctest/doctest.h>

namespace gateway {

using Ids = std::vector<std::string>;

TEST_CASE("gateway/turns: one account alone keeps its order") {
    Turns turns;
    for (const char* id : {"a1", "a2", "a3"}) turns.push_back("A", id);
    CHECK_EQ(turns.size(), 3);
    CHECK_EQ(turns.take(2), Ids{"a1", "a2"});
    CHECK_EQ(turns.take(9), Ids{"a3"});
    CHECK_EQ(turns.take(1), Ids{});
    CHECK_EQ(turns.size(), 0);
}

TEST_CASE("gateway/turns: who has a hundred thousand does not go before who has one") {
    Turns turns;
    for (int i = 0; i < 100'000; ++i) turns.push_back("A", "a" + std::to_string(i));
    turns.push_back("B", "b");
    turns.push_back("C", "c");
    CHECK_EQ(turns.take(3), Ids{"a0", "b", "c"});
    CHECK_EQ(turns.take(2), Ids{"a1", "a2"});
}

TEST_CASE("gateway/turns: where a round is cut off, the next take goes on in it") {
    Turns turns;
    for (const char* account : {"A", "B", "C"}) {
        turns.push_back(account, std::string{account} + "1");
        turns.push_back(account, std::string{account} + "2");
    }
    CHECK_EQ(turns.take(2), Ids{"A1", "B1"});
    CHECK_EQ(turns.take(2), Ids{"C1", "A2"});
    CHECK_EQ(turns.take(2), Ids{"B2", "C2"});
}

TEST_CASE("gateway/turns: what was put back comes first again") {
    Turns turns;
    turns.push_back("A", "a1");
    turns.push_back("B", "b1");
    turns.push_front("B", "b0");
    turns.push_front("C", "c0");
    CHECK_EQ(turns.size(), 4);
    CHECK_EQ(turns.take(4), Ids{"c0", "b0", "a1", "b1"});
}

TEST_CASE("gateway/turns: who is set aside waits, and costs the others no turn") {
    Turns turns;
    turns.push_back("A", "a1");
    turns.push_back("A", "a2");
    turns.push_back("B", "b1");
    turns.set_aside("A");
    turns.push_back("A", "a3");
    turns.push_front("A", "a0");
    CHECK_EQ(turns.size(), 5);
    CHECK_EQ(turns.ready(), 1);
    CHECK_EQ(turns.take(3), Ids{"b1"});
    CHECK_EQ(turns.take(3), Ids{});
    turns.bring_back("A");
    CHECK_EQ(turns.ready(), 4);
    CHECK_EQ(turns.take(9), Ids{"a0", "a1", "a2", "a3"});
}

TEST_CASE("gateway/turns: set aside and brought back, an account has one place in the round") {
    Turns turns;
    turns.push_back("A", "a1");
    turns.push_back("A", "a2");
    turns.push_back("B", "b1");
    turns.set_aside("A");
    turns.set_aside("A");
    turns.bring_back("A");
    turns.bring_back("A");
    turns.set_aside("C");  // without rows
    turns.push_back("C", "c1");
    CHECK_EQ(turns.take(9), Ids{"a1", "b1", "a2"});
    CHECK_EQ(turns.size(), 1);
    CHECK_EQ(turns.ready(), 0);
}

}  // namespace gateway
