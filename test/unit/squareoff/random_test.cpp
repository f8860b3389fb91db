#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "test/unit/squareoff/random_world.h"

namespace {

uint64_t first_seed() {
    if (const char* given = std::getenv("BACKSTOP_TEST_SEED")) {
        return std::strtoull(given, nullptr, 10);
    }
    return std::random_device{}();
}

}  // namespace

TEST_CASE("squareoff/random: whatever happens, no exit goes beyond the position") {
    constexpr int kRuns = 1500;
    constexpr int kSteps = 700;  // over a million in all
    const uint64_t seed = first_seed();
    MESSAGE("BACKSTOP_TEST_SEED=" << seed);
    size_t fills = 0;
    size_t commands = 0;
    for (uint64_t run = 0; run < kRuns; ++run) {
        squareoff::test::RandomWorld world{seed + run};
        CAPTURE(seed + run);
        bool good = true;
        for (int i = 0; i < kSteps && good; ++i) good = world.step();
        REQUIRE_MESSAGE(good, world.broken());
        const bool rested = world.drain();
        REQUIRE_MESSAGE(world.broken().empty(), world.broken());
        REQUIRE_MESSAGE(rested, "a command never ends");
        REQUIRE(world.every_row_has_a_result());
        fills += world.fills();
        commands += world.commands();
    }
    CHECK(fills > kRuns);
    CHECK(commands > kRuns);
}
