#include "producers/feed/confirmed.h"

#include <doctest/doctest.h>

#include <optional>

using feed::Confirmed;
using feed::Progress;

namespace {

Progress at(uint64_t position) { return {20260803, position, {}}; }

}  // namespace

TEST_CASE("feed/confirmed: nothing published, nothing unsafe") {
    Confirmed confirmed;
    CHECK(confirmed.empty());
    CHECK_FALSE(confirmed.oldest().has_value());
    CHECK(confirmed.confirmed_through(7) == 0);
}

TEST_CASE("feed/confirmed: the oldest event counts, not the oldest message") {
    Confirmed confirmed;
    confirmed.published(1, at(30), 5);  // filled up early, began late
    confirmed.published(2, at(10), 5);
    confirmed.published(3, at(20), 5);
    CHECK(confirmed.oldest() == at(10));
    CHECK(confirmed.confirmed_through(1) == 5);
    CHECK(confirmed.oldest() == at(10));
    CHECK(confirmed.confirmed_through(2) == 5);
    CHECK(confirmed.oldest() == at(20));
}

TEST_CASE("feed/confirmed: messages through a number leave together, once") {
    Confirmed confirmed;
    for (uint64_t number = 1; number <= 4; ++number)
        confirmed.published(number, at(number), number);
    CHECK(confirmed.confirmed_through(3) == 1 + 2 + 3);
    CHECK(confirmed.confirmed_through(3) == 0);
    CHECK(confirmed.confirmed_through(2) == 0);
    CHECK(confirmed.oldest() == at(4));
    CHECK(confirmed.confirmed_through(4) == 4);
    CHECK(confirmed.empty());
}
