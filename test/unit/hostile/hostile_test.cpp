#include <doctest/doctest.h>

#include "test/hostile/hostile_world.h"
#include "test/unit/seed.h"

namespace {

constexpr int kSteps = 4'000;  // of one world

void play(hostile::Honesty honesty, uint64_t worlds) {
    hostile::World::Counts all;
    const Seeds chosen = seeds(worlds);
    for (uint64_t seed = chosen.first; seed <= chosen.last; ++seed) {
        hostile::World world{seed, honesty};
        CAPTURE(seed);
        for (int i = 0; i < kSteps && world.broken().empty(); ++i) world.step();
        world.calm_down();
        REQUIRE_MESSAGE(world.broken().empty(), world.broken());
        all.sent += world.counts().sent;
        all.fills += world.counts().fills;
        all.contradictions += world.counts().contradictions;
        all.days += world.counts().days;
    }
    if (worlds < 10) return;
    CHECK(all.sent > worlds);
    CHECK(all.fills > worlds / 2);
    CHECK(all.contradictions > worlds / 4);
    CHECK(all.days > worlds);  // more than the first one
}

}  // namespace

TEST_CASE("hostile: an exchange that contradicts itself gets no order beyond the position") {
    play(hostile::Honesty::Contradicts, 40);
}

TEST_CASE("hostile: nor does one that lies, as far as what it has told goes") {
    play(hostile::Honesty::Lies, 40);
}
