#include "common/books/posting.h"

#include <doctest/doctest.h>

#include "test/unit/books/run.h"

using books::TradeState;

TEST_CASE("books/posting: a new trade is a live row") {
    const Run run{{trade_of({})}};
    CHECK(run.trades() == "T1 live");
    CHECK(run.posting.applied == 1);
    CHECK(run.posting.ended.empty());
    CHECK(run.posting.parked.empty());
}

TEST_CASE("books/posting: a correction takes the place of a trade of the same run") {
    const Run run{{trade_of({}), correction("C1", "T1", 50)}};
    CHECK(run.trades() == "C1 live, T1 corrected by C1");
    CHECK(run.posting.applied == 2);
}

TEST_CASE("books/posting: a correction takes the place of a trade in the database") {
    const Run run{{correction("C1", "T1", 50)}, {row_of(trade_of({}))}};
    CHECK(run.trades() == "C1 live");
    CHECK(run.ended() == "T1 corrected by C1");
}

TEST_CASE("books/posting: a correction of a correction, in one run and across runs") {
    const Run one{{trade_of({}), correction("C1", "T1", 50), correction("C2", "C1", 60)}};
    CHECK(one.trades() == "C1 corrected by C2, C2 live, T1 corrected by C1");
    const Run across{{correction("C2", "C1", 60)}, {row_of(correction("C1", "T1", 50))}};
    CHECK(across.trades() == "C2 live");
    CHECK(across.ended() == "C1 corrected by C2");
    const Run half{{correction("C1", "T1", 50), correction("C2", "C1", 60)},
                   {row_of(trade_of({}))}};
    CHECK(half.trades() == "C1 corrected by C2, C2 live");
    CHECK(half.ended() == "T1 corrected by C1");
}

TEST_CASE("books/posting: a bust ends the trade and has no row") {
    const Run one{{trade_of({}), bust("B1", "T1")}};
    CHECK(one.trades() == "T1 busted by B1");
    CHECK(one.posting.applied == 2);
    const Run across{{bust("B1", "T1")}, {row_of(trade_of({}))}};
    CHECK(across.trades().empty());
    CHECK(across.ended() == "T1 busted by B1");
}

TEST_CASE("books/posting: what a correction or a bust leaves out is that of the trade it names") {
    const auto without = [](events::Event event, bool quantity, bool price) {
        auto& trade = std::get<events::Trade>(event.body);
        if (quantity) trade.quantity = 0;
        if (price) trade.price = 0;
        return event;
    };
    const auto net = [](const Run& run) {
        REQUIRE(run.posting.positions.size() == 1);
        const books::Sums& sums = run.posting.positions[0].change;
        return std::pair{sums.buy_quantity, sums.buy_value};
    };
    const events::Event told_nothing = without(bust("B1", "T1"), true, true);
    CHECK(net(Run{{trade_of({}), told_nothing}}) == std::pair<int64_t, int64_t>{0, 0});
    CHECK(net(Run{{told_nothing}, {row_of(trade_of({}))}}) ==
          std::pair<int64_t, int64_t>{-75, -75 * 1'013'500});
    const events::Event fewer = without(correction("C1", "T1", 50), false, true);
    CHECK(net(Run{{trade_of({}), fewer}}) == std::pair<int64_t, int64_t>{50, 50 * 1'013'500});
    const Run dearer{
        {without(
            trade_of(
                {.id = "C1", .ref = "T1", .action = events::Action::Correct, .price = 2'000'000}),
            true, false)},
        {row_of(trade_of({}))}};
    CHECK(net(dearer) ==
          std::pair<int64_t, int64_t>{0, 75 * (int64_t{2'000'000} - int64_t{1'013'500})});
    // The row holds what it came to, and a later correction goes on from there.
    REQUIRE(dearer.posting.trades.size() == 1);
    CHECK(std::get<events::Trade>(dearer.posting.trades[0].event->body).quantity == 75);
    const Run chain{{trade_of({}), fewer, without(correction("C2", "C1", 0), true, true), fewer}};
    CHECK(net(chain) == std::pair<int64_t, int64_t>{50, 50 * 1'013'500});
    CHECK(chain.posting.repeats == 1);
    CHECK(Run{{told_nothing}}.parked() == "B1: ref: names no trade of this account");
}

TEST_CASE("books/posting: what names no trade of its account is parked") {
    CHECK(Run{{bust("B1", "T9")}}.parked() == "B1: ref: names no trade of this account");
    CHECK(Run{{correction("C1", "T9", 5)}}.parked() == "C1: ref: names no trade of this account");
    events::Event other = bust("B1", "T1");
    other.account = "KA0907";
    CHECK(Run{{trade_of({}), other}}.parked() == "B1: ref: names no trade of this account");
    other = bust("B1", "T1");
    other.segment = events::Segment::Cm;
    CHECK(Run{{trade_of({}), other}}.parked() == "B1: ref: names no trade of this account");
    other = bust("B1", "T1");
    other.day = 20260804;
    CHECK(Run{{trade_of({}), other}}.parked() == "B1: ref: names no trade of this account");
}

TEST_CASE("books/posting: token, product and side must be those of the trade it names") {
    events::Event wrong = bust("B1", "T1");
    wrong.token = 7;
    CHECK(Run{{trade_of({}), wrong}}.parked() == "B1: token: not that of the trade it names");
    wrong = bust("B1", "T1");
    wrong.product = events::Product::Mis;
    CHECK(Run{{wrong}, {row_of(trade_of({}))}}.parked() ==
          "B1: product: not that of the trade it names");
    wrong = correction("C1", "T1", 5);
    std::get<events::Trade>(wrong.body).side = events::Side::Sell;
    const Run run{{trade_of({}), wrong}};
    CHECK(run.parked() == "C1: side: not that of the trade it names");
    CHECK(run.trades() == "T1 live");
    CHECK(run.posting.applied == 1);
}

TEST_CASE("books/posting: a trade that has ended is not ended again by another") {
    CHECK(Run{{trade_of({}), bust("B1", "T1"), bust("B2", "T1")}}.parked() ==
          "B2: ref: that trade is busted already");
    CHECK(Run{{correction("C2", "T1", 5)}, {row_of(trade_of({}), TradeState::Corrected, "C1")}}
              .parked() == "C2: ref: that trade is corrected already");
}

TEST_CASE("books/posting: a bust that has settled its trade is a repeat") {
    const Run one{{trade_of({}), bust("B1", "T1"), bust("B1", "T1")}};
    CHECK(one.posting.repeats == 1);
    CHECK(one.parked().empty());
    const Run across{{bust("B1", "T1")}, {row_of(trade_of({}), TradeState::Busted, "B1")}};
    CHECK(across.posting.repeats == 1);
    CHECK(across.posting.positions.empty());
    CHECK(across.posting.ended.empty());
}

TEST_CASE("books/posting: the same execution again is a repeat, with other content it is parked") {
    const Run one{{trade_of({}), trade_of({})}};
    CHECK(one.trades() == "T1 live");
    CHECK(one.posting.repeats == 1);
    CHECK(Run{{trade_of({}), trade_of({.quantity = 5})}}.parked() ==
          "T1: id: already used by another trade: quantity differs");
    // Its row may have ended meanwhile: it is a repeat all the same.
    const Run ended{{trade_of({})}, {row_of(trade_of({}), TradeState::Corrected, "C1")}};
    CHECK(ended.posting.repeats == 1);
    CHECK(ended.trades().empty());
    CHECK(Run{{trade_of({.price = 1})}, {row_of(trade_of({}))}}.parked() ==
          "T1: id: already used by another trade: price differs");
}

TEST_CASE("books/posting: each part of the content counts, the times of receipt do not") {
    const auto repeats = [](const auto& change) {
        events::Event again = trade_of({});
        change(again, std::get<events::Trade>(again.body));
        const Run known{{again}, {row_of(trade_of({}))}};
        const Run run{{trade_of({}), again}};
        CHECK(known.posting.repeats == run.posting.repeats);
        CHECK(known.posting.repeats + known.posting.parked.size() == 1);
        return known.posting.repeats == 1;
    };
    using Event = events::Event;
    using Trade = events::Trade;
    CHECK(repeats([](Event& event, Trade&) { event.received_time_us += 1; }));
    CHECK(repeats([](Event& event, Trade&) { event.source = "another-session"; }));
    CHECK(repeats([](Event& event, Trade&) { event.seq = 0; }));
    CHECK_FALSE(repeats([](Event& event, Trade&) { event.exchange_time_us += 1; }));
    CHECK_FALSE(repeats([](Event& event, Trade&) { event.token += 1; }));
    CHECK_FALSE(repeats([](Event& event, Trade&) { event.product = events::Product::Cnc; }));
    CHECK_FALSE(repeats([](Event&, Trade& trade) { trade.trade_no = "N2"; }));
    CHECK_FALSE(repeats([](Event&, Trade& trade) { trade.exchange_order_id = "O2"; }));
    CHECK_FALSE(repeats([](Event&, Trade& trade) { trade.client_order_id = ""; }));
    CHECK_FALSE(repeats([](Event&, Trade& trade) { trade.side = events::Side::Sell; }));
    CHECK_FALSE(repeats([](Event&, Trade& trade) { trade.price += 1; }));
    CHECK_FALSE(repeats([](Event&, Trade& trade) { trade.quantity += 1; }));
}

TEST_CASE("books/posting: a correction under a used id is parked, in one run and across runs") {
    const events::Event first = correction("C1", "T1", 50);
    const events::Event second = correction("C1", "T1", 60);
    CHECK(Run{{trade_of({}), first, second}}.parked() ==
          "C1: id: already used by another trade: quantity differs");
    CHECK(Run{{second}, {row_of(trade_of({}), TradeState::Corrected, "C1"), row_of(first)}}
              .parked() == "C1: id: already used by another trade: quantity differs");
    CHECK(Run{{trade_of({}), correction("T1", "T1", 5)}}.parked() ==
          "T1: id: already used by another trade: quantity differs");
}

TEST_CASE("books/posting: what is named is needed, and the own row of what is not new") {
    events::Event first = trade_of({});
    events::Event second = correction("C1", "T1", 5);
    events::Event third = bust("B1", "C1");
    events::Event order = make_order();
    std::deque<books::Item> items{{&first, nullptr, false},
                                  {&second, nullptr, false},
                                  {&third, nullptr, false},
                                  {&order, nullptr, false}};
    std::vector<books::Item*> list;
    for (auto& item : items) list.push_back(&item);
    const auto ids = [&](bool careful) {
        std::string text;
        for (const auto& key : books::needed_trades(list, careful)) text.append(key.id).append(" ");
        return text;
    };
    CHECK(ids(false) == "B1 C1 T1 ");
    list.erase(list.begin() + 2);  // nobody names C1 now
    CHECK(ids(false) == "C1 T1 ");
    list = {&items[0], &items[3]};
    CHECK(ids(false).empty());
    CHECK(ids(true) == "T1 ");
}

TEST_CASE("books/posting: a place without an event leaves nothing behind") {
    events::Refusal refusal;
    refusal.nothing = true;
    refusal.numbered = true;
    books::Item item;
    item.refusal = &refusal;
    const books::Posting posting =
        books::fold({&item}, {}, [&](books::Item&, const std::string&) { return &refusal; });
    CHECK(posting.parked.empty());
    CHECK(posting.applied == 0);
    CHECK(posting.repeats == 0);
}
