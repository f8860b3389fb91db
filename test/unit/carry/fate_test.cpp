#include "common/carry/fate.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using carry::Fate;
using carry::Held;
using events::Product;
using events::Segment;

namespace {

constexpr uint32_t kNext = 20260804;

Held held(Segment segment, Product product, int64_t quantity, uint32_t expiry = 0) {
    return {{{events::Exchange::Nse, segment, 7}, product}, quantity, quantity * 100, expiry};
}

}  // namespace

// The table of docs/operations.md, "What a day begins with".
TEST_CASE("carry/fate: what becomes of a position when its day is over") {
    struct Line {
        Segment segment;
        Product product;
        Fate is_long;
        Fate is_short;
    };
    const std::vector<Line> lines = {
        {Segment::Cm, Product::Cnc, Fate::Settled, Fate::Settled},
        {Segment::Cm, Product::Mis, Fate::Settled, Fate::Settled},
        {Segment::Cm, Product::Nrml, Fate::Carried, Fate::Settled},
        {Segment::Cm, Product::Mtf, Fate::Carried, Fate::Settled},
        {Segment::Fo, Product::Nrml, Fate::Carried, Fate::Carried},
        {Segment::Fo, Product::Mis, Fate::Carried, Fate::Carried},
        {Segment::Cd, Product::Nrml, Fate::Carried, Fate::Carried},
        {Segment::Co, Product::Mis, Fate::Carried, Fate::Carried},
    };
    for (const Line& line : lines) {
        CAPTURE(static_cast<int>(line.segment));
        CAPTURE(static_cast<int>(line.product));
        CHECK(carry::fate_of(held(line.segment, line.product, 5), kNext) == line.is_long);
        CHECK(carry::fate_of(held(line.segment, line.product, -5), kNext) == line.is_short);
        CHECK(carry::fate_of(held(line.segment, line.product, 0), kNext) == Fate::None);
        const bool told = line.product == Product::Mis;
        CHECK(carry::is_left_open(held(line.segment, line.product, -5)) == told);
        CHECK_FALSE(carry::is_left_open(held(line.segment, line.product, 0)));
    }
}

TEST_CASE("carry/fate: a contract lives on its last day, and not on the next one") {
    const auto fate = [](uint32_t expiry) {
        return carry::fate_of(held(Segment::Fo, Product::Nrml, -75, expiry), kNext);
    };
    CHECK(fate(kNext - 1) == Fate::Expired);
    CHECK(fate(kNext) == Fate::Carried);
    CHECK(fate(kNext + 1) == Fate::Carried);
    CHECK(fate(0) == Fate::Carried);
}

TEST_CASE("carry/fate: the value is what was paid less what was received; beyond 64 bits is told") {
    const events::PositionKey key = held(Segment::Fo, Product::Nrml, 1).key;
    carry::Sums sums{75, 7'500, 150, 15'300, 75, 7'800};
    const auto net = carry::held_of(key, sums, 0);
    REQUIRE(net);
    CHECK(net->quantity == 150);
    CHECK(net->value == 15'000);
    sums.open_value = INT64_MAX;
    CHECK_FALSE(carry::held_of(key, sums, 0));
}
