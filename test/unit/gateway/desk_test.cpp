#include "test/unit/gateway/desk_table.h"

namespace desk_test {

TEST_CASE("gateway/desk: nothing is marked before the logon has settled") {
    Table table;
    table.hear({make_order({.id = "BXA"})});
    CHECK(table.steps<Mark>().empty());
    table.desk.on_found({}, table.now);
    table.desk.on_logon(table.now);
    CHECK(table.steps<Mark>().empty());
    table.now = table.now + 100'000;
    REQUIRE(table.steps<Mark>().size() == 1);
}

// Of what an earlier process was told last the square-off may not have taken in the end.
TEST_CASE("gateway/desk: nothing is marked before the open rows have been found") {
    Table table;
    table.hear({make_order({.id = "BXA"})});
    table.desk.on_logon(table.now);
    table.now = table.now + kSecond;
    CHECK(table.steps<Mark>().empty());
    CHECK(table.desk.next_us(table.now, 200'000) == 200'000);
    table.desk.on_found({}, table.now);
    CHECK(table.steps<Mark>().size() == 1);
}

TEST_CASE("gateway/desk: what could not go while its mark was fresh is put back and marked anew") {
    Table table;
    table.hear({make_order({.id = "BXA"})});
    table.log_on();
    REQUIRE(table.steps<Mark>().size() == 1);
    table.win({"BXA"});
    const auto sends = table.steps<Send>();
    REQUIRE(sends.size() == 1);
    CHECK(sends[0].until == table.now + Desk::Limits{}.mark_valid_us);
    table.desk.on_too_late("BXA");
    const std::vector<Step> steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 2);  // in this order, on one lane; it is still logged on
    CHECK(std::get<PutBack>(steps[0]).sender == "me:1");
    CHECK(Table::ids_of(std::get<Mark>(steps[1])) == Ids{"BXA"});
}

TEST_CASE("gateway/desk: cancels go first, and no more than the throttle lets go") {
    Table table{3};
    table.hear({make_order({.id = "BXA"}), make_order({.id = "BXB"}),
                make_order({.id = "BXC", .cancel = true}),
                make_order({.id = "BXD", .cancel = true})});
    table.log_on();
    auto marks = table.steps<Mark>();
    REQUIRE(marks.size() == 1);
    CHECK(Table::ids_of(marks[0]) == Ids{"BXC", "BXD", "BXA"});
    CHECK(table.steps<Mark>().empty());
    table.win({"BXC", "BXD", "BXA"});
    CHECK(ids_of(table.steps<Send>()) == Ids{"BXC", "BXD", "BXA"});
    CHECK(table.steps<Mark>().empty());
    table.now = table.now + 10'000;
    marks = table.steps<Mark>();
    REQUIRE(marks.size() == 1);
    CHECK(Table::ids_of(marks[0]) == Ids{"BXB"});
}

TEST_CASE("gateway/desk: cancels without end do not keep exits waiting") {
    Table table{8};
    for (int i = 0; i < 20; ++i) {
        table.hear({make_order({.id = "BXC" + std::to_string(i), .cancel = true})});
    }
    table.hear({make_order({.id = "BXA"}), make_order({.id = "BXB"})});
    table.log_on();
    const auto marks = table.steps<Mark>();
    REQUIRE(marks.size() == 1);
    REQUIRE(marks[0].orders.size() == 8);
    CHECK(marks[0].orders[5].client_order_id == "BXC5");
    CHECK(marks[0].orders[6].client_order_id == "BXA");
    CHECK(marks[0].orders[7].client_order_id == "BXB");
}

TEST_CASE("gateway/desk: a message is acknowledged when its rows are sent or not to be sent") {
    Table table;
    table.log_on();
    table.hear({make_order({.id = "BXA"}), make_order({.id = "BXB"}),
                make_order({.id = "BXC", .state = State::Done})});
    (void)table.desk.steps(table.now);
    gateway::Marked marked;
    marked.begun = table.now;
    marked.won.push_back(make_order({.id = "BXA", .sender = "me:1"}));
    marked.settled.push_back("BXB");
    table.desk.on_marked(std::move(marked), table.now);
    (void)table.desk.steps(table.now);
    CHECK(table.desk.settled().empty());
    table.desk.on_sent("BXA", 1, table.now, 5);
    CHECK(table.desk.settled().size() == 1);
    CHECK(table.steps<RecordSent>().size() == 1);
}

TEST_CASE("gateway/desk: what could not be sent is put back and goes first after the next logon") {
    Table table;
    table.log_on();
    table.hear({make_order({.id = "BXA"}), make_order({.id = "BXB"})});
    (void)table.desk.steps(table.now);
    table.win({"BXA", "BXB"});
    (void)table.desk.steps(table.now);
    table.desk.on_sent("BXA", 1, table.now, 5);
    table.desk.on_not_sent("BXB");
    const auto back = table.steps<PutBack>();
    REQUIRE(back.size() == 1);
    CHECK(back[0].id == "BXB");
    CHECK(back[0].sender == "me:1");
    CHECK(table.steps<Mark>().empty());
    table.log_on();
    const auto marks = table.steps<Mark>();
    REQUIRE(marks.size() == 1);
    CHECK(Table::ids_of(marks[0]) == Ids{"BXB"});
}

TEST_CASE("gateway/desk: a mark that has grown old is put back, not sent") {
    Table table;
    table.log_on();
    table.hear({make_order({.id = "BXA"})});
    (void)table.desk.steps(table.now);
    gateway::Marked marked;
    marked.begun = table.now;
    marked.won.push_back(make_order({.id = "BXA", .sender = "me:1"}));
    table.now = table.now + 3 * kSecond;
    table.desk.on_marked(std::move(marked), table.now);
    auto steps = table.desk.steps(table.now);
    REQUIRE(!steps.empty());
    CHECK(std::holds_alternative<PutBack>(steps[0]));
    CHECK(std::none_of(steps.begin(), steps.end(),
                       [](const Step& step) { return std::holds_alternative<Send>(step); }));
}

TEST_CASE("gateway/desk: a market order is refused where the exchange takes none") {
    fix::Dialect dialect;
    dialect.market_orders = false;
    Table table{100, dialect};
    Exit order = make_order({.id = "BXA"});
    order.type = events::OrderType::Market;
    table.hear({order});
    const auto refused = table.steps<Refuse>();
    REQUIRE(refused.size() == 1);
    CHECK(refused[0].reason == "type: this exchange takes no market orders");
    CHECK(table.desk.settled().size() == 1);
}

TEST_CASE("gateway/desk: an order without an answer is asked for, later and later") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.now = table.now + (5 * kSecond - 1);
    CHECK(table.steps<AskExchange>().empty());
    table.now = table.now + 1;
    CHECK(table.steps<AskExchange>().size() == 1);
    CHECK(table.desk.counts(table.now).in_doubt == 1);
    table.desk.on_asked("BXA", ++table.seq, table.now);
    table.now = table.now + (10 * kSecond - 1);
    CHECK(table.steps<AskExchange>().empty());
    table.now = table.now + 1;
    CHECK(table.steps<AskExchange>().size() == 1);
    table.desk.on_answer(gateway::Known{"BXA"}, table.now);
    CHECK(table.desk.counts(table.now).unanswered == 0);
}

TEST_CASE("gateway/desk: that an order is not there counts only when asked in this logon") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.desk.on_answer(gateway::NotThere{"BXA"}, table.now);
    CHECK(table.steps<Reject>().empty());
    table.desk.on_logout();
    table.log_on();
    CHECK(table.steps<AskExchange>().size() == 1);
    table.desk.on_answer(gateway::NotThere{"BXA"}, table.now);
    const auto rejected = table.steps<Reject>();
    REQUIRE(rejected.size() == 1);
    CHECK(rejected[0].reason == "not received by the exchange");
    CHECK(rejected[0].kind == exits::Rejection::NotReceived);
}

TEST_CASE(
    "gateway/desk: that an order of another day is not there says nothing, and it stays in doubt") {
    for (const uint32_t open_day : {0u, 20261121u}) {
        CAPTURE(open_day);
        Table table;
        table.log_on();
        exits::Exit row = make_order({.id = "BXA", .state = State::Sent, .sender = "you:1"});
        row.day = 20261120;
        table.desk.on_day(open_day);
        table.desk.on_found({row}, table.now);
        table.now = table.now + kSecond;
        CHECK(table.steps<AskExchange>().size() == 1);
        table.desk.on_asked("BXA", ++table.seq, table.now);
        table.desk.on_answer(gateway::NotThere{"BXA"}, table.now);
        CHECK(table.steps<Reject>().empty());
        CHECK(table.desk.counts(table.now).in_doubt == 1);
        table.desk.on_day(20261120);
        table.desk.on_answer(gateway::NotThere{"BXA"}, table.now);
        CHECK(table.steps<Reject>().size() == 1);
    }
}

TEST_CASE("gateway/desk: rows that another process left in doubt are asked for, never sent") {
    Table table;
    table.desk.on_found({make_order({.id = "BXA", .state = State::Sending, .sender = "you:1"}),
                         make_order({.id = "BXB", .state = State::Sent, .sender = "you:1"}),
                         make_order({.id = "BXC", .state = State::Sent, .sender = "me:1"}),
                         make_order({.id = "BXD", .state = State::Working, .sender = "you:1"})},
                        table.now);
    table.log_on();
    auto steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 2);
    CHECK(std::get<AskExchange>(steps[0]).order.client_order_id == "BXA");
    CHECK(std::get<AskExchange>(steps[1]).order.client_order_id == "BXB");
    table.desk.on_answer(gateway::Known{"BXA"}, table.now);
    table.desk.on_answer(gateway::Known{"BXB"}, table.now);
    CHECK(table.steps<RecordSent>().size() == 1);
    // Their rows stay as they are until the books speak: they are not in doubt a second time.
    for (int sweep = 0; sweep < 2; ++sweep) {
        table.desk.on_found({make_order({.id = "BXA", .state = State::Sent, .sender = "you:1"})},
                            table.now);
        CHECK(table.desk.counts(table.now).unanswered == 0);
    }
}

TEST_CASE("gateway/desk: a planned row whose message was lost is looked at") {
    Table table;
    table.desk.on_found({make_order({.id = "BXA"})}, table.now);
    const auto looks = table.steps<LookUp>();
    REQUIRE(looks.size() == 1);
    CHECK(looks[0].ids == Ids{"BXA"});
}

TEST_CASE("gateway/desk: a refused message ends its order, found by its number") {
    Table table;
    table.log_on();
    const int64_t seq = table.send("BXA");
    table.desk.on_answer(not_taken(seq, "D", "bad tag"), table.now);
    const auto rejected = table.steps<Reject>();
    REQUIRE(rejected.size() == 1);
    CHECK(rejected[0].id == "BXA");
    CHECK(rejected[0].reason == "bad tag");
    CHECK(rejected[0].kind == exits::Rejection::NotTaken);
}

TEST_CASE("gateway/desk: where 35=H is not understood, the drop copy is asked") {
    Table table;
    table.log_on();
    table.send("BXA");
    table.now = table.now + 5 * kSecond;
    CHECK(table.steps<AskExchange>().size() == 1);
    table.desk.on_asked("BXA", 777, table.now);
    table.desk.on_answer(not_taken(777, "H", "unsupported"), table.now);
    auto steps = table.desk.steps(table.now);
    REQUIRE(steps.size() == 1);
    CHECK(std::get<AskBooks>(steps[0]).orders.size() == 1);
    table.desk.on_books({{"BXA", false}}, table.now);
    CHECK(table.desk.steps(table.now).empty());
    CHECK(table.desk.counts(table.now).in_doubt == 1);
    table.desk.on_books({{"BXA", true}}, table.now);
    CHECK(table.desk.counts(table.now).in_doubt == 0);
}

TEST_CASE("gateway/desk: a cancel without an answer is judged by its order, twice") {
    Table table;
    table.log_on();
    table.send("BXC", true);
    for (int look = 0; look < 2; ++look) {
        CHECK(table.steps<Reject>().empty());
        table.now = table.now + 20 * kSecond;
        REQUIRE(table.steps<AskBooks>().size() == 1);
        table.desk.on_books({{"BXC", false}}, table.now);
    }
    const auto rejected = table.steps<Reject>();
    REQUIRE(rejected.size() == 1);
    CHECK(rejected[0].reason == "no answer from the exchange, and the order lives");
}

TEST_CASE("gateway/desk: closed, it marks nothing more") {
    Table table;
    table.log_on();
    table.hear({make_order({.id = "BXA"})});
    table.desk.close();
    CHECK(table.steps<Mark>().empty());
}

}  // namespace desk_test
