#include "common/overview/lag.h"

#include <doctest/doctest.h>

#include "common/base/clock.h"
#include "common/overview/assemble.h"

using overview::lag_us;
using overview::Standing;

namespace {

constexpr int64_t kHour = 3600 * base::kSecondUs;

// A partition whose books have stood still for an hour.
Standing standing(int64_t waiting, int64_t missing) {
    verdict::Partition books;
    books.missing = missing;
    books.stood_us = kHour;
    return {.waiting = waiting, .moved_us = kHour, .books = books};
}

}  // namespace

TEST_CASE("overview/lag: a quiet partition is not behind") {
    CHECK(lag_us(standing(0, 0)) == 0);
    CHECK(lag_us({.waiting = 0, .moved_us = kHour}) == 0);
}

TEST_CASE("overview/lag: what waits and lacks in no record is as old as it has been seen") {
    Standing quiet = standing(1, 0);
    CHECK_FALSE(lag_us(quiet).has_value());  // the first reading
    quiet.seen_us = base::kSecondUs;
    CHECK(lag_us(quiet) == base::kSecondUs);
    quiet.empty_us = 2 * base::kSecondUs;
    CHECK(lag_us(quiet) == 2 * base::kSecondUs);
    quiet.out_per_1000_s = 1'000'000;
    CHECK(lag_us(quiet) == 1'000);
}

TEST_CASE("overview/lag: a partition is behind for as long as it lacks what is recorded") {
    CHECK(lag_us(standing(4, 7)) == kHour);
    CHECK(lag_us(standing(0, 7)) == kHour);  // a tail that was lost
    Standing was_quiet = standing(4, 7);
    was_quiet.books->whole_us = 3 * base::kSecondUs;
    CHECK(lag_us(was_quiet) == 3 * base::kSecondUs);
    was_quiet.waiting = 2'200;
    was_quiet.out_per_1000_s = 100'000;
    CHECK(lag_us(was_quiet) == 22 * base::kSecondUs);
}

TEST_CASE("overview/lag: a pause is no lag, with or without events that wait for its end") {
    for (const int64_t missing : {0, 7}) {
        Standing paused = standing(4, missing);
        paused.paused = true;
        CHECK_FALSE(lag_us(paused).has_value());
    }
}

namespace {

overview::Answers read_at(int64_t seconds, int64_t missing) {
    overview::Answers answers;
    answers.taken_us = kHour + seconds * base::kSecondUs;
    answers.books.now_us = answers.taken_us;
    answers.books.day = 19700101;
    answers.books.day_opened_us = answers.taken_us;
    verdict::Partition books{.number = 3, .missing = missing};
    books.stood_us = missing > 0 ? kHour : 0;
    answers.books.partitions = {books};
    answers.queues = overview::Reading<std::vector<overview::Queue>>::of(
        {{.name = "ledger.03", .ready = missing, .unacked = 0}});
    return answers;
}

}  // namespace

TEST_CASE("overview/lag: an event after an hour of quiet is as old as the reading before it") {
    overview::Assembler assembler;
    CHECK(assembler.assemble(read_at(0, 0)).partitions[0].lag_us == 0);
    const auto site = assembler.assemble(read_at(2, 1));
    CHECK(site.partitions[0].lag_us == 2 * base::kSecondUs);
    CHECK(site.partitions[0].missing == 1);
    CHECK(site.verdict.trust == verdict::Trust::Trusted);
    CHECK(assembler.assemble(read_at(40, 1)).verdict.trust == verdict::Trust::Exceptions);
    CHECK(assembler.assemble(read_at(41, 0)).verdict.trust == verdict::Trust::Trusted);
}

TEST_CASE("overview/lag: verdict and lag tell the same pause") {
    overview::Answers answers = read_at(0, 7);
    answers.pauses = overview::Reading<std::vector<overview::PartitionPause>>::of(
        {{3, {.by = "asha", .reason = "a look", .since_us = kHour}}});
    answers.books.pauses = {{3, "asha", "a look", kHour, 0}};
    const auto site = overview::Assembler{}.assemble(answers);
    CHECK_FALSE(site.partitions[0].lag_us.has_value());
    REQUIRE(site.verdict.findings.size() >= 1);
    CHECK(site.verdict.findings[0].reason ==
          "paused by asha since 1970-01-01 06:30:00 IST: a look; 7 recorded events wait");
}
