#include "test/unit/gateway/desk_table.h"

namespace desk_test {

TEST_CASE("gateway/desk: issue 9.1: a fill is told to the row before the refusal that denies it") {
    Table table;
    table.log_on();
    const int64_t seq = table.send("BXA");
    table.desk.on_answer(filled("BXA", "E1", 75), table.now);
    table.desk.on_answer(not_taken(seq, "D", "not allowed here"), table.now);
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 2);
    CHECK(std::get<gateway::Hear>(steps[0]).filled == 75);
    CHECK(std::get<Reject>(steps[1]).kind == exits::Rejection::Heard);
}

TEST_CASE("gateway/desk: a refusal of another message leaves the order to be asked for") {
    Table table;
    table.log_on();
    const int64_t seq = table.send("BXA");
    table.desk.on_answer(not_taken(seq + 1, "D", "never sent"), table.now);
    table.desk.on_answer(not_taken(seq, "0", "a heartbeat"), table.now);
    table.desk.on_answer(not_taken(seq, "", "35=j without 372"), table.now);
    gateway::NotTaken other = not_taken(seq, "D", "another id");
    other.named = {"BXZ"};
    table.desk.on_answer(other, table.now);
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 4);
    for (const Step& step : steps) CHECK(std::holds_alternative<gateway::Unmatched>(step));
    CHECK(table.desk.counts(table.now).unanswered == 1);
    table.now = table.now + 5 * kSecond;
    CHECK(table.steps<AskExchange>().size() == 1);
}

TEST_CASE("gateway/desk: a refused cancel never ends an order") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.on_answer(gateway::Rejected{"BXA", "cancel refused", {}, true}, table.now);
    const auto rejected = table.steps<Reject>();
    REQUIRE(rejected.size() == 1);
    CHECK(rejected[0].kind == exits::Rejection::OfCancel);
}

TEST_CASE("gateway/desk: what waits to be sent is not rejected, and what fills of it is told") {
    Table table;
    table.log_on();
    table.hear({make_order({.id = "BXA"})});
    table.desk.on_answer(gateway::Rejected{"BXA", "price band"}, table.now);
    CHECK(table.steps<Reject>().empty());
    table.desk.on_answer(filled("BXA", "E1", 10), table.now);
    const auto heard = table.steps<gateway::Hear>();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].filled == 10);
}

TEST_CASE("gateway/desk: a life after a rejection, and of an order nobody expects, is told") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.on_answer(gateway::Rejected{"BXA", "price band"}, table.now);
    table.desk.on_answer(gateway::Known{"BXA", {.execution = "E2", .lives = true}}, table.now);
    table.desk.on_answer(gateway::Known{"BXB", {.execution = "E3", .lives = true}}, table.now);
    const auto living = table.steps<gateway::Living>();
    REQUIRE(living.size() == 2);
    CHECK(living[0].id == "BXA");
    CHECK(living[1].id == "BXB");
}

TEST_CASE("gateway/desk: after a fill of what counted as dead, the account's orders are held") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.on_answer(gateway::Rejected{"BXA", "price band"}, table.now);
    table.hear({make_order({.id = "BXB"})});
    REQUIRE(table.steps<Mark>().size() == 1);
    table.desk.on_answer(filled("BXA", "E1", 75), table.now);
    table.win({"BXB"});  // while it was being marked
    CHECK(table.steps<Send>().empty());
    CHECK(table.steps<Mark>().empty());
    table.desk.on_doubt("ACC1", table.now);
    CHECK(table.steps<Mark>().empty());
    table.now = table.now + gateway::Holds::kAfterRecordUs;
    CHECK(table.steps<Mark>().size() == 1);
}

}  // namespace desk_test
