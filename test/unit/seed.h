#pragma once

#include <cstdint>
#include <cstdlib>

// The seeds of a random test: 1 to `runs`, or only that of the environment variable BACKSTOP_SEED,
// so that a failure (which prints its seed) can be repeated alone.
struct Seeds {
    uint64_t first = 1;
    uint64_t last = 0;
};

inline Seeds seeds(uint64_t runs) {
    const char* const chosen = std::getenv("BACKSTOP_SEED");
    if (chosen == nullptr) return {1, runs};
    const uint64_t seed = std::strtoull(chosen, nullptr, 10);
    return {seed, seed};
}
