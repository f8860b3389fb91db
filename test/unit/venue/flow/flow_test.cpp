#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "producers/venue/flow/copied_books.h"
#include "producers/venue/flow/open_requests.h"
#include "producers/venue/flow/trader.h"

namespace {

std::vector<venue::Listing> listings() {
    std::vector<venue::Listing> all(2);
    for (uint32_t i = 0; i < 2; ++i) {
        venue::Instrument& one = all[i].instrument;
        one.key = {events::Exchange::Nse, i == 0 ? events::Segment::Cm : events::Segment::Fo,
                   100 + i};
        one.lot = i == 0 ? 1 : 50;
        one.tick = 500;
        one.freeze_quantity = 1800;
        one.band_low = 900'000;
        one.band_high = 1'100'000;
        all[i].last_price = 1'000'000;
        all[i].symbol = i == 0 ? "SHARE" : "FUT";
    }
    return all;
}

std::string text_of(const flow::Action& action) {
    std::string text = flow::id_of(action) + "/" + std::to_string(action.index());
    if (const auto* order = std::get_if<fix::NewOrder>(&action)) {
        text += order->account + order->product + std::to_string(order->price) + "/" +
                std::to_string(order->quantity);
    }
    return text;
}

fix::ExecutionReport report(int id, fix::ExecType type, int64_t quantity, int64_t price) {
    fix::ExecutionReport one;
    one.exec_id = std::to_string(id);
    one.exec_type = type;
    one.account = "A1";
    one.product = "MIS";
    one.instrument.token = 7;
    one.last_quantity = quantity;
    one.last_price = price;
    return one;
}

bool has(const flow::CopiedBooks& books, const std::string& text) {
    return books.lines().find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("venue/flow: the same seed trades the same, another one does not") {
    const auto all = listings();
    flow::Trader one{all, {1, 100, "F"}}, two{all, {1, 100, "F"}}, other{all, {2, 100, "F"}};
    int different = 0;
    for (int i = 0; i < 3000; ++i) {
        const std::string action = text_of(one.next());
        REQUIRE_EQ(action, text_of(two.next()));
        if (action != text_of(other.next())) ++different;
    }
    CHECK_GT(different, 2000);
}

TEST_CASE("venue/flow: orders fit their instrument, and all kinds occur") {
    const auto all = listings();
    flow::Trader trader{all, {7, 100, "F"}};
    int orders = 0, cancels = 0, replaces = 0, frozen = 0, cnc_sold = 0;
    std::set<std::string> ids, accounts, products;
    std::set<events::OrderType> types;
    for (int i = 0; i < 20'000; ++i) {
        const flow::Action action = trader.next();
        REQUIRE(ids.insert(flow::id_of(action)).second);
        cancels += std::holds_alternative<fix::CancelOrder>(action);
        replaces += std::holds_alternative<fix::ReplaceOrder>(action);
        const auto* order = std::get_if<fix::NewOrder>(&action);
        if (order == nullptr) continue;
        ++orders;
        const auto& terms = all[order->instrument.token - 100].instrument;
        REQUIRE_EQ(order->quantity % terms.lot, 0);
        REQUIRE_EQ(order->price % terms.tick, 0);
        REQUIRE_LE(order->price, terms.band_high);
        REQUIRE_EQ(order->price == 0, order->type == events::OrderType::Market);
        REQUIRE_FALSE((order->product == "CNC" && terms.key.segment == events::Segment::Fo));
        frozen += order->quantity > terms.freeze_quantity;
        cnc_sold += order->product == "CNC" && order->side == events::Side::Sell;
        accounts.insert(order->account);
        products.insert(order->product);
        types.insert(order->type);
    }
    CHECK_EQ(accounts.size(), 100);
    CHECK_EQ(products.size(), 3);
    CHECK_EQ(types.size(), 3);
    CHECK_GT(std::min({cancels, replaces, frozen, cnc_sold}), 50);
    CHECK_GT(orders, cancels + replaces);
}

TEST_CASE("venue/flow: accounts are named as made-up customers are") {
    CHECK_EQ(flow::account_of(0), "AA0000001");
    CHECK_EQ(flow::account_of(1), "AB0000002");
    CHECK_EQ(flow::account_of(676), "AA0000677");
}

TEST_CASE("venue/flow: a request waits until it is answered, oldest first") {
    flow::OpenRequests open;
    for (const char* id : {"b", "a", "c"}) {
        fix::NewOrder order;
        order.client_order_id = id;
        open.sent(order, 100);
    }
    CHECK_EQ(open.answered("a", 130), 30);
    CHECK_EQ(open.answered("a", 130), -1);
    CHECK_EQ(open.find("a"), nullptr);
    CHECK(open.to_ask_about(99, 130).empty());
    const auto late = open.to_ask_about(100, 130);
    REQUIRE_EQ(late.size(), 2);
    CHECK_EQ(flow::id_of(late[0]), "b");
    CHECK_EQ(flow::id_of(late[1]), "c");
    CHECK(open.to_ask_about(129, 160).empty());
    CHECK_EQ(open.to_ask_about(130, 160).size(), 2);
    CHECK_EQ(open.answered("b", 190), 90);
}

TEST_CASE("venue/flow: copied books follow trades, corrections and busts") {
    flow::CopiedBooks books;
    books.on_report(report(1, fix::ExecType::New, 0, 0), 1);
    books.on_report(report(2, fix::ExecType::Trade, 10, 100), 2);
    books.on_report(report(3, fix::ExecType::Trade, 5, 200), 3);
    CHECK(has(books, R"("buy_quantity":15,"buy_value":2000)"));
    auto correct = report(4, fix::ExecType::TradeCorrect, 8, 100);
    correct.exec_ref_id = "2";
    books.on_report(correct, 4);
    CHECK(has(books, R"("buy_quantity":13,"buy_value":1800)"));
    auto bust = report(5, fix::ExecType::TradeBust, 8, 100);
    bust.exec_ref_id = "4";
    books.on_report(bust, 5);
    CHECK(has(books, R"("buy_quantity":5,"buy_value":1000)"));
    CHECK_EQ(books.gaps(), 0);
    CHECK_EQ(books.reports(), 5);
}

TEST_CASE("venue/flow: a drop copy that repeats or leaves out is found out") {
    flow::CopiedBooks books;
    books.on_report(report(1, fix::ExecType::Trade, 10, 100), 1);
    books.on_report(report(1, fix::ExecType::Trade, 10, 100), 1);
    CHECK_EQ(books.repeats(), 1);
    CHECK(has(books, R"("buy_quantity":10)"));
    books.on_report(report(3, fix::ExecType::Trade, 10, 100), 3);
    CHECK_EQ(books.gaps(), 1);
}
