#include "common/books/backdated.h"

#include <doctest/doctest.h>

#include <deque>

#include "test/unit/books/run.h"

using books::Decision;
using books::Earlier;
using books::TradeState;

namespace {

books::KnownTrade on(const events::Event& event, uint32_t day) {
    books::KnownTrade trade = row_of(event);
    trade.day = day;
    return trade;
}

// What an earlier day has of it.
Earlier earlier(const events::Event& correction, uint32_t of_day,
                std::vector<books::KnownTrade> trades) {
    return {{{correction.day, {of_day}}}, std::move(trades), false, {}};
}

const uint32_t kToday = make_trade().day;
const uint32_t kYesterday = kToday - 1;

}  // namespace

TEST_CASE("books/backdated: it is of the one earlier day that has its trade") {
    const events::Event of = bust("B1", "T1");
    const auto found = [&](const std::vector<books::NamedTrade>& named) {
        return books::of_earlier_day(of, named);
    };
    const std::string_view order = std::get<events::Trade>(of.body).exchange_order_id;
    CHECK(found({}).of_day == 0);
    CHECK(found({}).why.empty());
    CHECK(found({{kYesterday, order, "", ""}}).of_day == kYesterday);
    const Decision two = found({{kYesterday, order, "", ""}, {kYesterday - 1, order, "", ""}});
    CHECK(two.of_day == 0);
    CHECK(two.why.find("more than one earlier day") != std::string::npos);
}

TEST_CASE("books/backdated: an id alone is of no day: it may be that of a trade still to come") {
    events::Event of = bust("B1", "1001");
    auto& words = std::get<events::Trade>(of.body);
    const auto found = [&](std::string_view order, std::string_view number) {
        return books::of_earlier_day(of, {{kYesterday, order, "C1", number}});
    };
    words.trade_no = "77";
    CHECK(found(words.exchange_order_id, "1").of_day == kYesterday);
    CHECK(found("another", "77").of_day == 0);
    CHECK(found("another", "77").why.starts_with("exchange_order_id: not that of the trade of "));
    CHECK(found("", "77").of_day == kYesterday);
    CHECK(found("C1", "77").of_day == kYesterday);  // no number, but the client's name of it
    CHECK(found("", "1").of_day == 0);
    words.exchange_order_id = "";
    CHECK(found("O1", "77").of_day == kYesterday);
    CHECK(found("O1", "1").why.starts_with("exchange_order_id: missing, and trade_no "));
    words.exchange_order_id = words.client_order_id = "C1";
    CHECK(found("C1", "1").of_day == 0);
    words.trade_no = "";
    CHECK(found("O1", "").of_day == 0);
    words.trade_no = "1001";  // the id once more, as a feed writes that has no number
    CHECK(found("O1", "1001").of_day == 0);
}

TEST_CASE("books/backdated: it ends its trade, and changes the position, on the day of that") {
    const events::Event of = bust("B1", "T1");
    const Run run{{of}, {}, earlier(of, kYesterday, {on(trade_of({}), kYesterday)})};
    REQUIRE(run.posting.ended.size() == 1);
    CHECK(run.posting.ended[0].key.day == kYesterday);
    CHECK(run.posting.ended[0].state == TradeState::Busted);
    REQUIRE(run.posting.positions.size() == 1);
    CHECK(run.posting.positions[0].day == kYesterday);
    CHECK(run.posting.positions[0].change.buy_quantity == -75);
    REQUIRE(run.posting.backdated.size() == 1);
    CHECK(run.posting.backdated[0].of_day == kYesterday);
    CHECK(run.posting.parked.empty());
}

TEST_CASE("books/backdated: its own day's trade goes first, also one of the same run") {
    const events::Event of = bust("B1", "T1");
    const Run run{{trade_of({}), of}, {}, earlier(of, kYesterday, {on(trade_of({}), kYesterday)})};
    CHECK(run.trades() == "T1 busted by B1");
    CHECK(run.posting.ended.empty());
    CHECK(run.posting.backdated.empty());
}

TEST_CASE("books/backdated: a trade of the earlier day may come in the same run, before it") {
    const events::Event of = bust("B1", "T1");
    events::Event late = trade_of({});
    late.day = kYesterday;
    const Run after{{late, of}, {}, earlier(of, kYesterday, {})};
    CHECK(after.trades() == "T1 busted by B1");
    const Run before{{of, late}, {}, earlier(of, kYesterday, {})};
    CHECK(before.trades() == "T1 live");
    CHECK(before.parked() == "B1: ref: names no trade of this account");
    events::Event other = late;
    other.day = kYesterday - 1;
    Earlier two = earlier(of, kYesterday, {});
    two.reach[of.day].push_back(kYesterday - 1);
    const Run both{{late, other, of}, {}, two};
    CHECK(both.posting.parked.size() == 1);
    CHECK(both.posting.backdated.size() == 1);
}

TEST_CASE("books/backdated: where it does not fit its trade, it is parked, and that is noted") {
    events::Event of = bust("B1", "T1");
    std::get<events::Trade>(of.body).quantity = 74;
    const Run run{{of}, {}, earlier(of, kYesterday, {on(trade_of({}), kYesterday)})};
    CHECK(run.posting.ended.empty());
    REQUIRE(run.posting.backdated.size() == 1);
    CHECK(run.posting.backdated[0].of_day == 0);
    CHECK(run.posting.backdated[0].why == "quantity: not that of the trade it names");
    CHECK(run.posting.parked.size() == 1);
}

TEST_CASE("books/backdated: a fold that follows changes nothing of the earlier day") {
    const events::Event of = correction("C1", "T1", 50);
    const Earlier followed{{}, {}, true, {{books::backdated_key_of(of), {kYesterday, ""}}}};
    const Run run{{of}, {}, followed};
    CHECK(run.posting.trades.empty());
    CHECK(run.posting.positions.empty());
    CHECK(run.posting.parked.empty());
    CHECK(run.posting.backdated.size() == 1);
}

TEST_CASE("books/backdated: what came before it of its trade's day, also in the same plan") {
    std::deque<events::Event> all(4, trade_of({}));
    for (size_t at = 0; at < all.size(); ++at) all[at].seq = static_cast<int64_t>(at) + 7;
    std::deque<books::Item> items;
    for (const events::Event& event : all) items.push_back({&event, nullptr, false});
    all[2].day = kToday + 1;
    books::Plan plan;
    for (books::Item& item : items) plan.apply.push_back(&item);
    const std::string source{all[0].source};
    plan.moves[{source, kToday}] = {6, 10};
    const auto place = books::place_in(plan, all[2], kToday, {{source, 10}, {"other", 3}});
    CHECK(place == books::Place{{source, 8}, {"other", 3}});
    CHECK(books::read_place(books::text_of(place)) == place);
    CHECK(books::read_place("").empty());
}

TEST_CASE("books/backdated: a bust that overtakes its trade does not end yesterday's of that id") {
    events::Event of = bust("B1", "1001");
    auto& words = std::get<events::Trade>(of.body);
    words.exchange_order_id = "";
    words.trade_no = "";
    words.quantity = 0;
    words.price = 0;
    const events::Event todays = trade_of({.id = "1001"});
    const Run run{{of, todays}, {}, earlier(of, kYesterday, {on(todays, kYesterday)})};
    CHECK(run.posting.ended.empty());
    CHECK(run.trades() == "1001 live");
    CHECK(run.parked().starts_with("B1: exchange_order_id: missing"));
}
