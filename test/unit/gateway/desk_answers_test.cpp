#include "test/unit/gateway/desk_table.h"

namespace desk_test {
namespace {

// Of an order of 75 that the exchange calls N1.
fix::ExecutionReport report(const std::string& id, fix::ExecType type, fix::OrdStatus status) {
    fix::ExecutionReport report;
    report.exec_id = "E1";
    report.exec_type = type;
    report.status = status;
    report.exchange_order_id = "N1";
    report.client_order_id = id;
    report.quantity = report.leaves = 75;
    if (type == fix::ExecType::Trade) report.exec_id = "E2";
    return report;
}

}  // namespace

TEST_CASE("gateway/desk: issue 9.1: a fill is told to the row before the refusal that denies it") {
    Table table;
    table.log_on();
    const int64_t seq = table.send("BXA");
    table.desk.on_answer(filled("BXA", "E1", 75), table.now);
    table.desk.on_answer(not_taken(seq, "D", "not allowed here"), table.now);
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 2);
    CHECK(std::get<gateway::Hear>(steps[0]).filled == 75);
    CHECK(std::get<Reject>(steps[1]).kind == exits::Rejection::NotTaken);
}

// Once the row says that it lived, the end is a doubt: exits/transitions.
TEST_CASE("gateway/desk: issue 10.1: a life is told to the row before the word that denies it") {
    for (const bool business : {true, false}) {
        for (const auto status : {fix::OrdStatus::New, fix::OrdStatus::PendingNew}) {
            Table table;
            table.log_on();
            const int64_t seq = table.send("BXA");
            table.desk.on_exchange(report("BXA", fix::ExecType::New, status), table.now);
            fix::MessageReject reject;
            reject.business = business;
            reject.ref_seq = seq;
            if (business) reject.ref_type = "D";
            table.desk.on_exchange(reject, table.now);
            const std::vector<Step> steps = table.desk.steps(table.now);
            REQUIRE(steps.size() == 2);
            CHECK(std::get<gateway::Hear>(steps[0]).filled == 0);
            CHECK(std::get<gateway::Hear>(steps[0]).unwritten.account.empty());  // holds nobody
            CHECK(std::get<Reject>(steps[1]).kind == exits::Rejection::NotTaken);
        }
    }
}

// Nobody knows whether it tells of a fill: what is said of it later ends nothing.
TEST_CASE("gateway/desk: issue 9.1: a report of ours that cannot be read is a doubt") {
    for (const char* named : {"11", "41", "37"}) {
        CAPTURE(named);
        Table table;
        table.log_on();
        table.send("BXA");
        fix::ExecutionReport life = report("BXA", fix::ExecType::New, fix::OrdStatus::New);
        life.exchange_order_id = "N1";
        table.desk.on_exchange(life, table.now);
        (void)table.desk.steps(table.now);
        fix::ExecutionReport names;
        if (named == std::string{"11"}) names.client_order_id = "BXA";
        if (named == std::string{"41"}) names.original_client_order_id = "BXA";
        if (named == std::string{"37"}) names.exchange_order_id = "N1";
        table.desk.on_unreadable(names, "31 LastPx: not a decimal\xFF", table.now);
        const auto doubts = table.steps<gateway::Doubt>();
        REQUIRE(doubts.size() == 1);
        CHECK(doubts[0].id == "BXA");
        CHECK(doubts[0].reason == "a report of it cannot be read: 31 LastPx: not a decimal?");
        CHECK(doubts[0].unwritten.account == "ACC1");
    }
}

TEST_CASE("gateway/desk: an exchange that knows small letters alone speaks of our order") {
    Table table;
    table.log_on();
    table.send("BXA");
    fix::ExecutionReport fill = report("bxa", fix::ExecType::Trade, fix::OrdStatus::Filled);
    fill.last_quantity = 75;
    table.desk.on_exchange(fill, table.now);
    const auto heard = table.steps<gateway::Hear>();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].id == "BXA");
    CHECK(heard[0].filled == 75);
}

TEST_CASE("gateway/desk: what fills no order of ours is told, and counts for nothing") {
    Table table;
    table.log_on();
    table.send("BXA");
    fix::ExecutionReport fill = report("ZZ9", fix::ExecType::Trade, fix::OrdStatus::Filled);
    fill.last_quantity = 75;
    table.desk.on_exchange(fill, table.now);
    table.desk.on_exchange(report("OTHER", fix::ExecType::New, fix::OrdStatus::New), table.now);
    fix::ExecutionReport names;
    names.exchange_order_id = "N9";
    table.desk.on_unreadable(names, "150 ExecType: unknown", table.now);
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 2);
    for (const Step& step : steps) CHECK(std::holds_alternative<gateway::Unmatched>(step));
}

TEST_CASE(
    "gateway/desk: what the order of a cancel of ours had filled is no fill of a stranger's") {
    Table table;
    table.log_on();
    table.send("BXC", true);
    fix::ExecutionReport done = report("BXC", fix::ExecType::Canceled, fix::OrdStatus::Canceled);
    done.original_client_order_id = "CUST7";
    done.cumulative = 25;
    const auto is_told = [&] { return !table.steps<gateway::Unmatched>().empty(); };
    table.desk.on_exchange(done, table.now);
    CHECK_FALSE(is_told());
    // Once more, when nobody waits for it: after it was written off, or to an earlier process.
    table.desk.on_exchange(done, table.now);
    CHECK_FALSE(is_told());
    done.client_order_id = "CUST8";
    table.desk.on_exchange(done, table.now);
    CHECK(is_told());
}

TEST_CASE("gateway/desk: a rejection that says how much was traded is a fill before it is an end") {
    Table table;
    table.log_on();
    table.send("BXA");
    fix::ExecutionReport reject = report("BXA", fix::ExecType::Rejected, fix::OrdStatus::Rejected);
    reject.cumulative_told = false;
    reject.told_again = 40;
    table.desk.on_exchange(reject, table.now);
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 2);
    CHECK(std::get<gateway::Hear>(steps[0]).filled == 40);
    CHECK(std::holds_alternative<Reject>(steps[1]));
}

TEST_CASE("gateway/desk: a rejection of an order that lived stays one") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.on_exchange(report("BXA", fix::ExecType::New, fix::OrdStatus::New), table.now);
    table.desk.on_exchange(report("BXA", fix::ExecType::Rejected, fix::OrdStatus::Rejected),
                           table.now);
    const auto rejected = table.steps<Reject>();
    REQUIRE(rejected.size() == 1);
    CHECK(rejected[0].kind == exits::Rejection::Heard);
}

TEST_CASE("gateway/desk: issue 10.1: a fill that names our order by 41, or by 37 alone, is heard") {
    for (const auto& [id, original] : {std::pair{"EXCH1", "BXA"}, std::pair{"", ""}}) {
        Table table;
        table.log_on();
        table.send("BXA");
        table.desk.on_exchange(report("BXA", fix::ExecType::New, fix::OrdStatus::New), table.now);
        (void)table.desk.steps(table.now);
        fix::ExecutionReport fill =
            report(id, fix::ExecType::Trade, fix::OrdStatus::PartiallyFilled);
        fill.original_client_order_id = original;
        fill.last_quantity = fill.cumulative = 40;
        table.desk.on_exchange(fill, table.now);
        const auto heard = table.steps<gateway::Hear>();
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].id == "BXA");
        CHECK(heard[0].filled == 40);
    }
}

TEST_CASE("gateway/desk: issue 10.1: a number of before both sides count anew rejects nothing") {
    Table table;
    table.log_on();
    const int64_t seq = table.send("BXA");
    table.desk.on_logout();
    table.desk.on_numbers_reset();
    table.log_on();
    table.desk.on_answer(gateway::NotTaken{.ref_seq = seq}, table.now);
    CHECK(table.steps<Reject>().empty());
    CHECK(table.desk.counts(table.now).unanswered == 1);
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
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 1);
    CHECK(std::holds_alternative<gateway::Unmatched>(steps[0]));
    table.now = table.now + 5 * kSecond;  // and it is still asked for
    CHECK(table.steps<AskExchange>().size() == 1);
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
    gateway::Records records;
    records.heard = table.steps<gateway::Hear>();
    REQUIRE(records.heard.size() == 1);
    table.win({"BXB"});  // while it was being marked
    CHECK(table.steps<Send>().empty());
    CHECK(table.steps<Mark>().empty());
    table.desk.await_look("ACC1", table.now);
    table.desk.on_written(records, table.now);
    CHECK(table.steps<Mark>().empty());
    table.now = table.now + gateway::Holds::kLookUs;
    CHECK(table.steps<Mark>().size() == 1);
}

TEST_CASE("gateway/desk: issue 9.1: a fill after a told end holds the account's next attempt") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.on_answer(gateway::Known{"BXA", {.execution = "E1", .cumulative = 0, .ended = true}},
                         table.now);
    table.hear({make_order({.id = "BXB"})});
    table.desk.on_answer(filled("BXA", "E2", 40), table.now);
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 2);
    CHECK(std::get<gateway::Hear>(steps[0]).filled == 40);
    CHECK(std::holds_alternative<gateway::Doubt>(steps[1]));
}

// The books have ended BXA, and only they: the row is in doubt when the fill is written.
TEST_CASE("gateway/desk: a fill holds what was planned after its order until it is written") {
    Table table;
    table.log_on();
    table.send("BXA");
    exits::Exit next = make_order({.id = "BXB"});
    next.planned_us = 1;  // BXA was planned at 0
    table.hear({next});
    REQUIRE(table.steps<Mark>().size() == 1);
    table.desk.on_answer(filled("BXA", "E1", 40), table.now);
    const auto heard = table.steps<gateway::Hear>();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].unwritten.account == "ACC1");
    next.state = State::Sending;
    next.sender = "me:1";
    gateway::Marked marked;
    marked.begun = table.now;
    marked.won = {next};
    table.desk.on_marked(std::move(marked), table.now);
    CHECK(table.steps<PutBack>().size() == 1);
    CHECK(table.steps<Mark>().empty());
    gateway::Records records;
    records.heard = heard;
    table.desk.on_written(records, table.now);
    CHECK(table.steps<Mark>().size() == 1);
}

// While it was marked no look could withdraw it.
TEST_CASE("gateway/desk: what is put back for a doubt waits for the square-off's look") {
    Table table;
    table.log_on();
    table.hear({make_order({.id = "BXB"})});
    REQUIRE(table.steps<Mark>().size() == 1);
    table.desk.await_look("ACC1", table.now);
    table.win({"BXB"});
    REQUIRE(table.steps<PutBack>().size() == 1);
    table.now = table.now + (gateway::Holds::kLookUs - 1);
    table.desk.on_put_back("ACC1", table.now);
    table.now = table.now + (gateway::Holds::kLookUs - 1);
    CHECK(table.steps<Mark>().empty());
    table.now = table.now + 1;
    CHECK(table.steps<Mark>().size() == 1);
    table.desk.on_put_back("ACC2", table.now);  // not held: nobody waits for it
    CHECK(table.desk.next_us(table.now, 200'000) == 200'000);
}

TEST_CASE("gateway/desk: what no plan has counted with says so until it is written") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.on_answer(filled("BXA", "E1", 40), table.now);
    auto heard = table.steps<gateway::Hear>();
    REQUIRE(heard.size() == 1);
    CHECK_FALSE(heard[0].unwritten.uncounted);  // every plan counts with all of what is out
    table.desk.on_answer(gateway::Rejected{"BXA", "price band", {}}, table.now);
    (void)table.desk.steps(table.now);
    table.desk.on_answer(filled("BXA", "E2", 60), table.now);
    heard = table.steps<gateway::Hear>();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].unwritten.uncounted);
}

TEST_CASE("gateway/desk: slices of one plan do not wait for each other's fills to be written") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.hear({make_order({.id = "BXB"})});
    REQUIRE(table.steps<Mark>().size() == 1);
    table.desk.on_answer(filled("BXA", "E1", 40), table.now);
    table.win({"BXB"});
    CHECK(table.steps<Send>().size() == 1);
}

TEST_CASE("gateway/desk: a held account neither keeps the loop busy nor takes turns") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.await_look("ACC1", table.now);
    std::vector<Exit> rows;
    for (int i = 0; i < 600; ++i) rows.push_back(make_order({.id = "BXH" + std::to_string(i)}));
    Exit other = make_order({.id = "BXO"});
    other.account = "ACC2";
    rows.push_back(other);
    table.hear(rows);
    const auto marks = table.steps<Mark>();
    REQUIRE(marks.size() == 1);
    CHECK(Table::ids_of(marks[0]) == Ids{"BXO"});
    table.win({});
    CHECK(table.desk.next_us(table.now, 200'000) == 200'000);
    table.now = table.now + (gateway::Holds::kLookUs - 50'000);
    CHECK(table.desk.next_us(table.now, 200'000) == 50'000);
}

TEST_CASE("gateway/desk: a cancel of a held account goes") {
    Table table;
    table.log_on();
    table.desk.await_look("ACC1", table.now);
    table.hear({make_order({.id = "BXC", .cancel = true})});
    REQUIRE(table.steps<Mark>().size() == 1);
    gateway::Marked marked;
    marked.begun = table.now;
    marked.won.push_back(
        make_order({.id = "BXC", .cancel = true, .state = State::Sending, .sender = "me:1"}));
    table.desk.on_marked(std::move(marked), table.now);
    CHECK(table.steps<Send>().size() == 1);
}

TEST_CASE("gateway/desk: one report that rejects and lives puts the order in doubt") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.on_answer(gateway::Known{"BXA", {.execution = "E1"}, "it is rejected, and lives"},
                         table.now);
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 1);
    CHECK(std::get<gateway::Doubt>(steps[0]).reason == "it is rejected, and lives");
}

}  // namespace desk_test
