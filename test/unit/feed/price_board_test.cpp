#include "producers/feed/price_board.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using events::Exchange;
using events::Quote;
using events::Segment;
using feed::PriceBoard;
using fix::PriceField;

namespace {

fix::PriceUpdate update(uint32_t token, PriceField field, std::optional<int64_t> units,
                        int64_t time_us, Exchange exchange = Exchange::Nse) {
    return {{exchange, Segment::Fo, token, ""}, field, units, time_us};
}

fix::PriceUpdate last(uint32_t token, int64_t units, int64_t time_us) {
    return update(token, PriceField::Last, units, time_us);
}

constexpr int64_t kNow = 1'795'000'000'000'000;
constexpr size_t kRoom = 100;

// A board whose clock stands still.
class Board {
  public:
    explicit Board(size_t instruments_max) : board_{instruments_max} {}
    PriceBoard::Taken judge(const fix::PriceUpdate& update) { return board_.take(update, kNow); }
    bool take(const fix::PriceUpdate& update) { return judge(update) == PriceBoard::Taken::Yes; }
    std::vector<events::Prices> changed(size_t messages_max = kRoom) {
        return board_.changed(messages_max);
    }

  private:
    PriceBoard board_;
};

}  // namespace

TEST_CASE("feed/price_board: only the newest price of what has changed is given") {
    Board board{100};
    CHECK(board.take(last(1, 100, 5)));
    CHECK(board.take(last(2, 200, 6)));
    CHECK(board.take(last(1, 110, 7)));
    auto round = board.changed();
    REQUIRE(round.size() == 1);
    CHECK(round[0].exchange == Exchange::Nse);
    CHECK(round[0].segment == Segment::Fo);
    CHECK(round[0].time_us == 6);  // of the oldest price in it
    REQUIRE(round[0].lines.size() == 2);
    CHECK(round[0].lines[0] == events::PriceLine{2, Quote::of(200), {}, {}});
    CHECK(round[0].lines[1] == events::PriceLine{1, Quote::of(110), {}, {}});
    CHECK(board.changed().empty());
    CHECK(board.take(last(1, 110, 7)));  // the same once more
    CHECK(board.changed().empty());
    CHECK(board.take(last(2, 201, 8)));
    round = board.changed();
    REQUIRE(round.size() == 1);
    CHECK(round[0].lines.size() == 1);
}

TEST_CASE("feed/price_board: a bid leaves last and ask as they are known") {
    Board board{100};
    board.take(last(1, 2'500'000, 5));
    board.take(update(1, PriceField::Ask, 2'501'000, 5));
    CHECK(board.changed().size() == 1);
    board.take(update(1, PriceField::Bid, 2'499'000, 9));
    auto round = board.changed();
    REQUIRE(round.size() == 1);
    CHECK(round[0].lines[0] ==
          events::PriceLine{1, Quote::of(2'500'000), Quote::of(2'499'000), Quote::of(2'501'000)});
    CHECK(round[0].time_us == 5);  // the bid has not made the last price newer
    board.take(update(1, PriceField::Ask, std::nullopt, 10));
    round = board.changed();
    CHECK(round[0].lines[0].ask == Quote::none());
    CHECK(round[0].lines[0].last == Quote::of(2'500'000));
}

TEST_CASE("feed/price_board: what has never been said is not said") {
    Board board{100};
    board.take(update(1, PriceField::Bid, 100, 5));
    const auto round = board.changed();
    CHECK(round[0].lines[0] == events::PriceLine{1, {}, Quote::of(100), {}});
}

TEST_CASE("feed/price_board: one price with an old time does not make its neighbours old") {
    Board board{100};
    board.take(last(1, 100, kNow));
    board.take(last(2, 100, 86'400'000'000));
    board.take(last(3, 100, kNow + 1));
    const auto round = board.changed();
    REQUIRE(round.size() == 2);
    CHECK(round[0].time_us == 86'400'000'000);
    CHECK(round[1].time_us == kNow);
    CHECK(round[1].lines.size() == 2);
}

TEST_CASE("feed/price_board: one message for each exchange and segment, none too long") {
    Board board{20'000};
    for (uint32_t token = 1; token <= 6000; ++token) {
        REQUIRE(board.take(last(token, 100, 5)));
        REQUIRE(board.take(update(token, PriceField::Last, 100, 5, Exchange::Bse)));
    }
    std::vector<size_t> sizes;
    for (const events::Prices& prices : board.changed()) sizes.push_back(prices.lines.size());
    CHECK(sizes == std::vector<size_t>{5000, 1000, 5000, 1000});
}

TEST_CASE("feed/price_board: more instruments than it may hold are refused, known ones go on") {
    Board board{2};
    CHECK(board.take(last(1, 100, 5)));
    CHECK(board.take(last(2, 100, 5)));
    CHECK(board.judge(last(3, 100, 5)) == PriceBoard::Taken::Full);
    CHECK(board.take(last(2, 101, 6)));
    CHECK(board.changed()[0].lines.size() == 2);
}

TEST_CASE("feed/price_board: a band is told when it is said, not with every price") {
    Board board{100};
    board.take(last(1, 100, 5));
    board.take(update(1, PriceField::LowLimit, 90, 5));
    board.take(update(1, PriceField::HighLimit, 110, 5));
    CHECK(board.changed()[0].lines[0] ==
          events::PriceLine{1, Quote::of(100), {}, {}, {Quote::of(90), Quote::of(110)}});
    board.take(last(1, 101, 6));
    CHECK(board.changed()[0].lines[0] == events::PriceLine{1, Quote::of(101), {}, {}});
    board.take(update(1, PriceField::HighLimit, 110, 6));  // said again
    CHECK(board.changed()[0].lines[0].band == events::Band{{}, Quote::of(110)});
    board.take(update(1, PriceField::LowLimit, std::nullopt, 7));
    CHECK(board.changed()[0].lines[0].band == events::Band{Quote::none(), {}});
    CHECK(board.changed().empty());
}

TEST_CASE("feed/price_board: a band in two halves is told when low is no longer above high") {
    Board board{100};
    board.take(last(2, 100, 5));
    board.take(update(1, PriceField::LowLimit, 90, 5));
    board.take(update(1, PriceField::HighLimit, 80, 6));
    auto round = board.changed();
    REQUIRE(round.size() == 1);
    REQUIRE(round[0].lines.size() == 2);
    for (const events::PriceLine& line : round[0].lines) CHECK_FALSE(line.band.said());
    board.take(last(1, 75, 7));
    CHECK_FALSE(board.changed()[0].lines[0].band.said());
    board.take(update(1, PriceField::LowLimit, 70, 8));
    CHECK(board.changed()[0].lines[0].band == events::Band{Quote::of(70), Quote::of(80)});
}

TEST_CASE("feed/price_board: what finds no room in a round is in the next, nothing is lost") {
    Board board{1000};
    constexpr uint32_t kCount = 250;
    constexpr int64_t kApart = 61'000'000;  // of last trades: each is a message of its own
    for (uint32_t token = 1; token <= kCount; ++token) {
        board.take(last(token, 100, kNow - token * kApart));
    }
    std::vector<uint32_t> told;
    std::vector<size_t> rounds;
    for (auto round = board.changed(); !round.empty(); round = board.changed()) {
        rounds.push_back(round.size());
        for (const auto& prices : round) told.push_back(prices.lines.at(0).token);
        board.take(last(kCount, 100 + static_cast<int64_t>(rounds.size()), kNow));  // never quiet
        if (rounds.size() == 4) break;
    }
    CHECK(rounds[0] == kRoom);
    CHECK(rounds[1] == kRoom);
    std::sort(told.begin(), told.end());
    told.erase(std::unique(told.begin(), told.end()), told.end());
    CHECK(told.size() == kCount);
}

TEST_CASE("feed/price_board: what waits for room is told as it is then, and not twice") {
    Board board{10};
    board.take(last(1, 100, 5));
    board.take(update(2, PriceField::Last, 200, 5, Exchange::Bse));
    REQUIRE(board.changed(1).size() == 1);
    board.take(update(2, PriceField::Last, 201, 6, Exchange::Bse));
    const auto round = board.changed(1);
    REQUIRE(round.size() == 1);
    CHECK(round[0].lines[0].last == Quote::of(201));
    CHECK(round[0].time_us == 6);
    CHECK(board.changed(1).empty());
}

TEST_CASE("feed/price_board: an older price does not replace a newer one of its field") {
    for (const PriceField field : {PriceField::Last, PriceField::Bid, PriceField::Ask}) {
        Board board{10};
        CHECK(board.take(update(1, field, 2'500'000, kNow)));
        CHECK(board.judge(update(1, field, 1'000'000, kNow - 1)) == PriceBoard::Taken::Older);
        CHECK(board.judge(update(1, field, std::nullopt, kNow - 1)) == PriceBoard::Taken::Older);
        auto round = board.changed();
        REQUIRE(round.size() == 1);
        const events::PriceLine& line = round[0].lines[0];
        CHECK((line.last == Quote::of(2'500'000) || line.bid == Quote::of(2'500'000) ||
               line.ask == Quote::of(2'500'000)));
        CHECK(round[0].time_us == kNow);
        CHECK(board.take(update(1, field, 1'000'000, kNow)));  // of the same moment: the later said
        CHECK(board.changed().size() == 1);
    }
    Board board{10};
    CHECK(board.take(last(1, 100, kNow)));
    CHECK(board.take(update(1, PriceField::Bid, 99, kNow - 1)));  // another field's time
    CHECK(board.take(last(2, 100, kNow - 1)));                    // another instrument's
}

TEST_CASE("feed/price_board: a time that has not come yet keeps no newer price out") {
    Board board{10};
    CHECK(board.take(last(1, 100, kNow + 3'000'000'000)));
    CHECK(board.take(last(1, 101, kNow)));
    CHECK(board.changed()[0].lines[0].last == Quote::of(101));
}
