#pragma once

#include "common/verdict/verdict.h"

// 20261130 at 10:00 by the exchange's clock, on a site where nothing is wrong.
inline constexpr int64_t kMorningUs = 1'796'013'000'000'000;
inline constexpr int64_t kSecondUs = 1'000'000;

inline verdict::Inputs sound_site() {
    verdict::Inputs inputs;
    inputs.now_us = kMorningUs;
    inputs.day = 20261130;
    inputs.day_opened_us = kMorningUs - 7200 * kSecondUs;
    inputs.booked = inputs.recorded = true;
    for (int64_t number = 0; number < 4; ++number) {
        inputs.partitions.push_back({.number = number,
                                     .compared_us = kMorningUs - 5 * kSecondUs,
                                     .accounts = 25,
                                     .swept_us = kMorningUs - 12 * kSecondUs});
    }
    inputs.sessions = {{"nse-1", verdict::Session::Kind::Orders, true, 0},
                       {"nse-fo-dropcopy-1", verdict::Session::Kind::DropCopy, true, kSecondUs}};
    inputs.clock_apart_us = 1000;
    return inputs;
}
