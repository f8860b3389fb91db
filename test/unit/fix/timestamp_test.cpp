#include "common/fix/timestamp.h"

#include <doctest/doctest.h>

#include <random>

#include "test/unit/seed.h"

TEST_CASE("fix/timestamp: seconds, milliseconds and microseconds are read") {
    int64_t us = 0;
    CHECK(fix::read_timestamp("19700101-00:00:01", us));
    CHECK(us == 1'000'000);
    CHECK(fix::read_timestamp("19700102-00:00:00.250", us));
    CHECK(us == 86'400'250'000);
    CHECK(fix::read_timestamp("20000301-00:00:00.000001", us));
    CHECK(us == 951'868'800'000'001);
    CHECK(fix::read_timestamp("20000301-00:00:00.000001999", us));
    CHECK(us == 951'868'800'000'001);
}

TEST_CASE("fix/timestamp: what is not a time is refused and changes nothing") {
    int64_t us = 7;
    for (const char* text :
         {"", "20260231-00:00:00", "20261301-00:00:00", "20260101 00:00:00", "20260101-24:00:00",
          "20260101-00:60:00", "2026010x-00:00:00", "20260101-00:00:00.", "20260101-00:00:00,000",
          "20260101-00:00:00.1234567890123"}) {
        CAPTURE(text);
        CHECK(!fix::read_timestamp(text, us));
    }
    CHECK(us == 7);
}

TEST_CASE("fix/timestamp: any time is read as it was written") {
    const Seeds range = seeds(50);
    for (uint64_t seed = range.first; seed <= range.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        for (int i = 0; i < 100; ++i) {
            const int64_t us = static_cast<int64_t>(random() % 8'000'000'000'000'000);
            int64_t read = -1;
            CHECK(fix::read_timestamp(fix::write_timestamp(us), read));
            CHECK(read == us);
        }
    }
    CHECK(fix::day_of(951'868'799'000'000, 0) == 20000229);
    CHECK(fix::day_of(951'868'799'000'000, 19'800) == 20000301);
}
