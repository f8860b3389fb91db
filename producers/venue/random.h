#pragma once

#include <cstdint>

namespace venue {

// Chance from a seed, the same on every machine: splitmix64. For made-up prices and made-up
// customers only.
class Random {
  public:
    explicit Random(uint64_t seed) : state_{seed} {}

    uint64_t next() {
        state_ += 0x9e3779b97f4a7c15u;
        uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
        return mixed ^ (mixed >> 31);
    }
    // 0 to bound - 1; bound is at least 1.
    int64_t below(int64_t bound) {
        return static_cast<int64_t>(next() % static_cast<uint64_t>(bound));
    }
    // low to high, both included.
    int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }
    bool chance(int64_t percent) { return below(100) < percent; }

  private:
    uint64_t state_;
};

}  // namespace venue
