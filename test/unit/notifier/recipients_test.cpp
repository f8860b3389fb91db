#include "consumers/notifier/recipients.h"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "test/unit/seed.h"

namespace {

using notifier::Recipients;

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kLong = 3'600 * kSecond;
constexpr base::MonoTime kStart{50 * kSecond};
constexpr notifier::RecipientLimits kLimits{
    .rate = {.count = 2, .period_us = 60 * kSecond, .burst = 2},
    .share = 10,
    .recipients_max = 100};

Recipients::Wish first_time(int64_t life_us = kLong) { return {false, life_us}; }
Recipients::Wish back(int64_t life_us = kLong) { return {true, life_us}; }

// Two that are over their limit, and one who asks every two minutes.
void play_an_hour(uint64_t seed) {
    std::mt19937_64 random{seed};
    Recipients recipients{kLimits};
    struct Waiting {
        size_t recipient;
        int64_t due_us;
    };
    std::vector<Waiting> waiting;
    std::array<int64_t, 3> gone{};
    const std::array<std::string, 3> names{"a", "b", "quiet"};
    for (int64_t us = 0; us < 3'600 * kSecond; us += kSecond) {
        const base::MonoTime now = kStart + us;
        const auto ask = [&](size_t recipient, bool came_back) {
            const int64_t wait_us =
                recipients.admit(names[recipient], {came_back, kLong}, now).wait_us;
            if (wait_us > 0) return waiting.push_back({recipient, us + wait_us});
            ++gone[recipient];
            recipients.release(names[recipient]);
        };
        std::vector<Waiting> due;
        std::erase_if(waiting, [&](const Waiting& one) {
            if (one.due_us > us) return false;
            due.push_back(one);
            return true;
        });
        for (const Waiting& one : due) ask(one.recipient, true);
        if (random() % 5 == 0 && waiting.size() < 50) ask(random() % 2, false);
        if (us % (120 * kSecond) == 0) {
            const int64_t before = gone[2];
            ask(2, false);
            CHECK_EQ(gone[2], before + 1);  // never waits for a neighbour
        }
    }
    CHECK_LE(gone[0], 2 * 60 + 2);
    CHECK_LE(gone[1], 2 * 60 + 2);
    CHECK_GT(gone[0], 100);
}

}  // namespace

TEST_CASE("notifier/recipients: each has a limit of his own") {
    Recipients recipients{kLimits};
    CHECK_EQ(recipients.admit("a", first_time(), kStart).wait_us, 0);
    CHECK_EQ(recipients.admit("a", first_time(), kStart).wait_us, 0);
    CHECK_EQ(recipients.admit("a", first_time(), kStart).wait_us, 30 * kSecond);
    CHECK_EQ(recipients.admit("b", first_time(), kStart).wait_us, 0);
}

TEST_CASE(
    "notifier/recipients: turns are one behind the other, and are kept for those that come back") {
    Recipients recipients{kLimits};
    for (int64_t n = 0; n < 5; ++n) {
        const int64_t turn = recipients.admit("a", first_time(), kStart).wait_us;
        CHECK_EQ(turn, n < 2 ? 0 : (n - 1) * 30 * kSecond);
    }
    const base::MonoTime at = kStart + 30 * kSecond;
    CHECK_EQ(recipients.admit("a", first_time(), at).wait_us,
             90 * kSecond);  // a new one is the last
    CHECK_EQ(recipients.admit("a", back(), at).wait_us, 0);
    CHECK_EQ(recipients.admit("a", back(), at + 30 * kSecond).wait_us, 0);
}

TEST_CASE("notifier/recipients: after a restart those that come back are as good as new ones") {
    Recipients recipients{kLimits};
    int now = 0;
    for (int n = 0; n < 10; ++n) now += recipients.admit("a", back(), kStart).wait_us == 0 ? 1 : 0;
    CHECK_EQ(now, 2);
}

TEST_CASE("notifier/recipients: what expires before its turn takes none") {
    Recipients recipients{kLimits};
    for (int n = 0; n < 2; ++n) (void)recipients.admit("a", first_time(), kStart);
    CHECK_EQ(recipients.admit("a", first_time(20 * kSecond), kStart).wait_us, 20 * kSecond);
    CHECK_EQ(recipients.admit("a", first_time(30 * kSecond), kStart).wait_us, 30 * kSecond);
    CHECK_EQ(recipients.admit("a", first_time(), kStart).wait_us, 30 * kSecond);  // the first turn
}

TEST_CASE("notifier/recipients: no more of one are in hand than his share") {
    Recipients recipients{{.rate = {.count = 100, .period_us = kSecond, .burst = 100}, .share = 2}};
    CHECK_EQ(recipients.admit("a", first_time(), kStart).wait_us, 0);
    CHECK_EQ(recipients.admit("a", first_time(), kStart).wait_us, 0);
    CHECK_EQ(recipients.admit("a", first_time(), kStart).wait_us, kSecond);
    CHECK_EQ(recipients.admit("b", first_time(), kStart).wait_us, 0);
    recipients.release("a");
    CHECK_EQ(recipients.admit("a", back(), kStart).wait_us, 0);
}

TEST_CASE("notifier/recipients: one that is idle is forgotten, and there is a most of them") {
    Recipients recipients{
        {.rate = {.count = 1, .period_us = kSecond, .burst = 1}, .share = 1, .recipients_max = 3}};
    for (const char* one : {"a", "b", "c"}) {
        CHECK_EQ(recipients.admit(one, first_time(), kStart).wait_us, 0);
        recipients.release(one);
    }
    CHECK_EQ(recipients.admit("d", first_time(), kStart + 2 * kSecond).wait_us, 0);
    CHECK_EQ(recipients.size(), 1);
    for (const char* one : {"e", "f", "g", "h"}) {
        CHECK_EQ(recipients.admit(one, first_time(), kStart + 2 * kSecond).wait_us, 0);
        if (*one != 'h') recipients.release(one);
    }
    CHECK_EQ(recipients.size(), 3);
    CHECK_GT(recipients.admit("h", first_time(), kStart + 2 * kSecond).wait_us, 0);
    recipients.release("d");  // what is in hand is not forgotten
}

TEST_CASE("notifier/recipients: whatever comes in whatever order, the rate holds for each alone") {
    const auto [first, last] = seeds(20);
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        play_an_hour(seed);
    }
}

TEST_CASE("notifier/recipients: who waits is told for what") {
    using notifier::Delay;
    Recipients recipients{
        {.rate = {.count = 2, .period_us = 60 * kSecond, .burst = 2}, .share = 1}};
    CHECK(recipients.admit("a", first_time(), kStart).why == Delay::None);
    CHECK(recipients.admit("a", first_time(), kStart).why == Delay::Share);
    CHECK(recipients.admit("a", first_time(), kStart).why == Delay::Rate);
    CHECK(recipients.admit("a", first_time(kSecond), kStart).why == Delay::Rate);
    CHECK_EQ(notifier::text_of(Delay::Rate, kLimits),
             "over the limit of 2 a minute for one recipient");
    CHECK_EQ(notifier::text_of(Delay::None, kLimits), "");
}
