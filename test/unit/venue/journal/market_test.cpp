#include "producers/venue/market.h"

#include <doctest/doctest.h>

#include "test/support/venue/running_venue.h"
#include "test/unit/seed.h"
#include "test/unit/venue/conversation.h"

namespace {

constexpr int64_t kTen = conversation::kMidnightUs + conversation::at(10, 0);

venue::Market::Events deaf() {
    return {[](const venue::PriceChanged&) {}, [](const venue::PhaseChanged&) {}};
}

venue::Market market(const test::TempFolder& folder, const venue::ExchangeConfig& config) {
    return venue::Market{config, {folder.path / "journal", false}, 0, deaf()};
}

}  // namespace

TEST_CASE("venue/market: played again, the journal gives the same books and answers") {
    const test::TempFolder folder;
    const auto config = conversation::config();
    uint64_t digest = 0;
    venue::Answers answers;
    auto first = market(folder, config);
    REQUIRE(first.open().ok());
    first.apply(0, conversation::sell("S1", 100, 1'000'000), kTen);
    first.apply(0, conversation::buy("B1", 60, 1'000'000), kTen + 1);
    first.apply(venue::kNoSession, venue::Bust{1, 0}, kTen + 2);
    REQUIRE(first.flush().ok());
    digest = first.exchange().digest();

    auto second = market(folder, config);
    REQUIRE(second.open().ok());
    CHECK_EQ(second.exchange().digest(), digest);
    CHECK(second.answers() == first.answers());
    CHECK_EQ(second.inputs(), 3);
    CHECK_EQ(second.answers().size(), 6);
}

TEST_CASE("venue/market: what was not flushed did not happen") {
    const test::TempFolder folder;
    const auto config = conversation::config();
    {
        auto first = market(folder, config);
        REQUIRE(first.open().ok());
        first.apply(0, conversation::sell("S1", 100, 1'000'000), kTen);
    }
    auto second = market(folder, config);
    REQUIRE(second.open().ok());
    CHECK(second.answers().empty());
}

TEST_CASE("venue/market: another configuration's journal is refused") {
    const test::TempFolder folder;
    auto config = conversation::config();
    REQUIRE(market(folder, config).open().ok());
    config.instruments.front().lot *= 2;
    const auto refused = market(folder, config).open();
    REQUIRE_FALSE(refused.ok());
    CHECK_NE(refused.error().what.find("other instruments"), std::string::npos);
}

TEST_CASE("venue/market: a day that goes on keeps its clock") {
    const test::TempFolder folder;
    const auto config = conversation::config();
    const venue::Journal::Config journal{folder.path / "journal", false};
    venue::Market first{config, journal, 5000, deaf()};
    REQUIRE(first.open().ok());
    venue::Market second{config, journal, 9000, deaf()};
    REQUIRE(second.open().ok());
    CHECK_EQ(second.time_us(1), 5001);
}

TEST_CASE("venue/market: an operator is told why a command was not done") {
    const test::TempFolder folder;
    auto one = market(folder, conversation::config());
    REQUIRE(one.open().ok());
    CHECK_NE(one.apply(venue::kNoSession, venue::FreezeConfirm{1}, kTen), "");
    CHECK_EQ(one.apply(venue::kNoSession, venue::Tick{}, kTen), "");
}
