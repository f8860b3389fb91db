// A day whose books do not fit into memory is compared share by share.
#include "consumers/reconciler/share_cycle.h"

#include <doctest/doctest.h>
#include <malloc.h>

#include <algorithm>
#include <string>

#include "consumers/reconciler/partition_fold.h"
#include "test/unit/events/make_event.h"

using reconciler::Share;
using reconciler::ShareCycle;
using Fit = reconciler::ShareCycle::Fit;

namespace {

constexpr ShareCycle::Round kThrough{.through = true, .settled = true, .accounts = 10};

// A numbered trade of one of many accounts.
std::string trade_of(int64_t number, const std::string& account) {
    events::Event event = make_trade();
    const std::string id = "T" + std::to_string(number);
    event.seq = number;
    event.partition = 0;
    event.id = id;
    event.account = account;
    return text_of(event);
}

}  // namespace

TEST_CASE(
    "reconciler/share_cycle: every account is in exactly one share, and stays when it halves") {
    for (int i = 0; i < 500; ++i) {
        const std::string account = "A" + std::to_string(i);
        for (uint32_t of = 1; of <= 64; of *= 2) {
            int found = 0;
            for (uint32_t number = 0; number < of; ++number) {
                const Share share{number, of};
                found += share.has(account) ? 1 : 0;
                const bool in_halves =
                    share.half().has(account) || Share{number + of, of * 2}.has(account);
                CHECK(share.has(account) == in_halves);
            }
            CHECK(found == 1);
        }
    }
}

TEST_CASE("reconciler/share_cycle: all at once as long as they fit, then all shares in turn") {
    ShareCycle cycle{2, 1'000};
    CHECK(cycle.on_bytes(1'000) == Fit::Fits);
    cycle.on_round(0, kThrough);
    cycle.on_round(1, kThrough);
    CHECK_FALSE(cycle.take_next());
    CHECK(cycle.on_bytes(1'001) == Fit::Narrower);
    CHECK(cycle.share() == Share{0, 2});
    cycle.on_round(0, kThrough);
    CHECK_FALSE(cycle.take_next());  // the other partition has not looked at this share
    cycle.on_round(1, kThrough);
    CHECK(cycle.take_next());
    CHECK(cycle.share() == Share{1, 2});
    CHECK_FALSE(cycle.take_next());
    CHECK(cycle.on_bytes(1'001) == Fit::Narrower);  // this one is larger
    CHECK(cycle.share() == Share{1, 4});
    for (const uint32_t next : {2u, 3u, 0u, 1u}) {
        cycle.on_round(0, kThrough);
        cycle.on_round(1, kThrough);
        REQUIRE(cycle.take_next());
        CHECK(cycle.share() == Share{next, 4});
    }
    cycle.begin_day();
    CHECK(cycle.share() == Share{});
}

TEST_CASE(
    "reconciler/share_cycle: what has differed once is looked at again before the next share") {
    ShareCycle cycle{1, 1'000};
    CHECK(cycle.on_bytes(2'000) == Fit::Narrower);
    cycle.on_round(0, {.through = true, .settled = false, .accounts = 10});
    CHECK_FALSE(cycle.take_next());
    cycle.on_round(0, {.through = false, .settled = true, .accounts = 10});
    CHECK(cycle.take_next());
}

TEST_CASE("reconciler/share_cycle: shares that were not seen yet count like the last one") {
    ShareCycle cycle{1, 1'000};
    cycle.on_round(0, kThrough);
    CHECK(cycle.accounts(0) == 10);
    CHECK(cycle.on_bytes(2'000) == Fit::Narrower);
    cycle.on_round(0, {.through = true, .settled = true, .accounts = 6});
    CHECK(cycle.accounts(0) == 12);
    CHECK(cycle.take_next());
    cycle.on_round(0, {.through = true, .settled = true, .accounts = 4});
    CHECK(cycle.accounts(0) == 10);
}

TEST_CASE("reconciler/share_cycle: what fits in no share is passed over") {
    ShareCycle cycle{1, 1'000};
    while (cycle.share().of < reconciler::kSharesMax) {
        REQUIRE(cycle.on_bytes(5'000) == Fit::Narrower);
    }
    CHECK(cycle.on_bytes(5'000) == Fit::PassedOver);
    CHECK(cycle.share() == Share{1, reconciler::kSharesMax});
    CHECK(cycle.on_bytes(500) == Fit::Fits);
}

TEST_CASE("reconciler/share_cycle: what the books are said to take is what they take") {
    constexpr int64_t kTrades = 20'000;
    events::Decoder decoder{1};
    reconciler::PartitionFold fold{0, {}};
    reconciler::Target target;
    target.day = make_trade().day;
    (void)fold.advance(target);
    const size_t before = mallinfo2().uordblks;
    for (int64_t number = 1; number <= kTrades; ++number) {
        const std::string account = "CUSTOMER" + std::to_string(10'000'000 + number % 2'000);
        fold.take(number, decoder.decode(trade_of(number, account), ""));
        if (number % 1'000 != 0) continue;
        target.marks[{std::string{make_trade().source}, target.day}] = number;
        REQUIRE(fold.advance(target).reached);
    }
    const auto taken = static_cast<double>(mallinfo2().uordblks - before);
    const auto told = static_cast<double>(fold.books().bytes());
    CHECK(told > 0.8 * taken);
    CHECK(told < 1.3 * taken);
    fold.narrow({0, 4});
    const auto left = static_cast<double>(mallinfo2().uordblks - before);
    CHECK(left < 0.35 * taken);
    CHECK(fold.books().accounts().size() > 400);
    CHECK(fold.books().accounts().size() < 600);
}

TEST_CASE("reconciler/share_cycle: another share begins with nothing, and reads all of it again") {
    events::Decoder decoder{1};
    reconciler::PartitionFold fold{0, {}};
    reconciler::Target target;
    target.day = make_trade().day;
    target.marks[{std::string{make_trade().source}, target.day}] = 100;
    size_t accounts = 0;
    for (const uint32_t number : {0u, 1u}) {
        fold.begin_share({number, 2});
        CHECK(fold.books().accounts().empty());
        for (int64_t place = 1; place <= 100; ++place) {
            fold.take(place, decoder.decode(trade_of(place, "A" + std::to_string(place)), ""));
        }
        CHECK(fold.advance(target).reached);
        CHECK(fold.held_bytes() == 0);
        accounts += fold.books().accounts().size();
    }
    CHECK(accounts == 100);
}
