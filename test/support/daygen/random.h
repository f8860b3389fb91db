#pragma once

#include <array>
#include <cstdint>

namespace daygen {

// Scrambles one number into another that looks unrelated; used to seed and to derive fixed choices
// from keys.
constexpr uint64_t scramble(uint64_t value) {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

// The day's only source of chance: xoshiro256** in integers alone, so that a seed gives the same
// bytes on every machine and standard library. One thread; copy it to fork a sequence.
class Random {
  public:
    explicit Random(uint64_t seed) {
        for (uint64_t& word : state_) word = seed = scramble(seed);
    }

    uint64_t next() {
        const uint64_t result = rotate(state_[1] * 5, 7) * 9;
        const uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    // 0 to bound - 1; bound is at least 1. The bias of at most bound / 2^32 does not matter here.
    int64_t below(int64_t bound) {
        const auto limit = static_cast<uint64_t>(bound);
        const uint64_t draw = next();
        if (limit >> 32 == 0) return static_cast<int64_t>(((draw >> 32) * limit) >> 32);
        return static_cast<int64_t>(draw % limit);
    }

    // low to high, both included.
    int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }

    // The smaller of two draws: low numbers come up more often, as popular things do.
    int64_t skewed_below(int64_t bound) {
        const int64_t one = below(bound);
        const int64_t other = below(bound);
        return one < other ? one : other;
    }

    bool chance(int64_t per_million) { return below(1'000'000) < per_million; }

  private:
    static constexpr uint64_t rotate(uint64_t value, int bits) {
        return (value << bits) | (value >> (64 - bits));
    }

    std::array<uint64_t, 4> state_{};
};

}  // namespace daygen
