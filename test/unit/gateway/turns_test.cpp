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

}  // namespace gateway
