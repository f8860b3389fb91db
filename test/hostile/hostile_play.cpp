// Plays worlds with a hostile exchange, half of them with one that lies: --steps N in all, from the
// world --seed N on. Prints one JSON object. Exit codes: 0 nothing was sent beyond a position, 1 it
// was (the seed repeats it).
#include <CLI/CLI.hpp>
#include <cinttypes>
#include <cstdio>

#include "test/hostile/hostile_world.h"

int main(int argc, char** argv) {
    CLI::App app{"Worlds with an exchange that contradicts itself."};
    uint64_t steps = 1'000'000;
    uint64_t seed = 1;
    app.add_option("--steps", steps, "how many in all");
    app.add_option("--seed", seed, "of the first world");
    bool traced = false;
    app.add_flag("--trace", traced, "print whatever happens");
    CLI11_PARSE(app, argc, argv);

    constexpr uint64_t kStepsOfOne = 4'000;
    uint64_t done = 0;
    uint64_t worlds = 0;
    int64_t beyond = 0;
    hostile::World::Counts all;
    for (; done < steps; ++worlds) {
        const auto honesty =
            (seed + worlds) % 2 == 0 ? hostile::Honesty::Contradicts : hostile::Honesty::Lies;
        hostile::World world{seed + worlds, honesty};
        if (traced) world.trace();
        for (uint64_t i = 0; i < kStepsOfOne; ++i, ++done) world.step();
        world.calm_down();
        if (!world.broken().empty()) {
            std::fprintf(stderr, "seed %" PRIu64 ": %s\n", seed + worlds, world.broken().c_str());
        }
        beyond += world.sent_beyond_position() + (world.broken().empty() ? 0 : 1);
        all.sent += world.counts().sent;
        all.fills += world.counts().fills;
        all.contradictions += world.counts().contradictions;
        all.crashes += world.counts().crashes;
        all.refusals += world.counts().refusals;
        all.fences += world.counts().fences;
        all.days += world.counts().days;
    }
    std::printf(
        "{\"seed\":%" PRIu64 ",\"worlds\":%" PRIu64 ",\"steps\":%" PRIu64
        ",\"sent\":%zu,\"fills\":%zu,\"contradictions\":%zu,\"crashes\":%zu,"
        "\"refused_cancels\":%zu,\"fences\":%zu,\"days\":%zu,\"sent_beyond_position\":%" PRId64
        "}\n",
        seed, worlds, done, all.sent, all.fills, all.contradictions, all.crashes, all.refusals,
        all.fences, all.days, beyond);
    return beyond == 0 ? 0 : 1;
}
