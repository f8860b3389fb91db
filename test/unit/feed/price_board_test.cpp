#include "producers/feed/price_board.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using events::Exchange;
using events::Segment;
using feed::PriceBoard;

namespace {

fix::Price price(uint32_t token, int64_t last, int64_t time_us, Exchange exchange = Exchange::Nse) {
    return {{exchange, Segment::Fo, token, ""}, last, last - 1, last + 1, time_us};
}

}  // namespace

TEST_CASE("feed/price_board: only the newest price of what has changed is given") {
    PriceBoard board{100};
    CHECK(board.take(price(1, 100, 5)));
    CHECK(board.take(price(2, 200, 6)));
    CHECK(board.take(price(1, 110, 7)));
    auto round = board.changed();
    REQUIRE(round.size() == 1);
    CHECK(round[0].exchange == Exchange::Nse);
    CHECK(round[0].segment == Segment::Fo);
    CHECK(round[0].time_us == 6);  // of the oldest price in it
    REQUIRE(round[0].lines.size() == 2);
    CHECK(round[0].lines[0].token == 1);
    CHECK(round[0].lines[0].last == 110);
    CHECK(round[0].lines[0].bid == 109);
    CHECK(round[0].lines[1].ask == 201);
    CHECK(board.changed().empty());
    CHECK(board.take(price(1, 110, 7)));  // the same once more
    CHECK(board.changed().empty());
    CHECK(board.take(price(2, 201, 8)));
    round = board.changed();
    REQUIRE(round.size() == 1);
    CHECK(round[0].lines.size() == 1);
}

TEST_CASE("feed/price_board: one message for each exchange and segment, none too long") {
    PriceBoard board{20'000};
    for (uint32_t token = 1; token <= 6000; ++token) {
        REQUIRE(board.take(price(token, 100, 5)));
        REQUIRE(board.take(price(token, 100, 5, Exchange::Bse)));
    }
    std::vector<size_t> sizes;
    for (const events::Prices& prices : board.changed()) sizes.push_back(prices.lines.size());
    CHECK(sizes == std::vector<size_t>{5000, 1000, 5000, 1000});
}

TEST_CASE("feed/price_board: more instruments than it may hold are refused, known ones go on") {
    PriceBoard board{2};
    CHECK(board.take(price(1, 100, 5)));
    CHECK(board.take(price(2, 100, 5)));
    CHECK_FALSE(board.take(price(3, 100, 5)));
    CHECK(board.take(price(2, 101, 6)));
    CHECK(board.changed()[0].lines.size() == 2);
}
