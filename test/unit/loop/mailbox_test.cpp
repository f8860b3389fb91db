#include "common/loop/mailbox.h"

#include <doctest/doctest.h>

#include <memory>
#include <thread>
#include <vector>

#include "test/unit/loop/run_until.h"

using loop::Loop;
using loop::Mailbox;
using test::run_until;

TEST_CASE("loop/mailbox: gives items to the loop in the order they were posted") {
    Loop loop;
    std::vector<int> items;
    Mailbox<int> mailbox{loop, 3, [&](int item) { items.push_back(item); }};
    REQUIRE((mailbox.try_post(1) && mailbox.try_post(2) && mailbox.try_post(3)));
    CHECK(mailbox.size() == 3);
    CHECK(run_until(loop, [&] { return items.size() == 3; }));
    CHECK(items == std::vector<int>{1, 2, 3});
    CHECK(mailbox.size() == 0);
}

TEST_CASE("loop/mailbox: refuses when full, and takes again when emptied") {
    Loop loop;
    int seen = 0;
    Mailbox<int> mailbox{loop, 1, [&](int) { ++seen; }};
    REQUIRE(mailbox.try_post(1));
    CHECK_FALSE(mailbox.try_post(2));
    CHECK(run_until(loop, [&] { return seen == 1; }));
    CHECK(mailbox.try_post(3));
}

TEST_CASE("loop/mailbox: an item may post the next one") {
    Loop loop;
    int last = 0;
    std::unique_ptr<Mailbox<int>> mailbox;
    bool posted = true;
    mailbox = std::make_unique<Mailbox<int>>(loop, 1, [&](int item) {
        last = item;
        if (item < 5) posted = posted && mailbox->try_post(item + 1);
    });
    REQUIRE(mailbox->try_post(1));
    CHECK(run_until(loop, [&] { return last == 5; }));
    CHECK(posted);
}

TEST_CASE("loop/mailbox: loses nothing of two posting threads and keeps each one's order") {
    constexpr int kItems = 5000;
    Loop loop;
    std::vector<int> of_first;
    std::vector<int> of_second;
    Mailbox<int> mailbox{loop, 64,
                         [&](int item) { (item > 0 ? of_first : of_second).push_back(item); }};
    const auto post = [&](int sign) {
        for (int i = 1; i <= kItems;) {
            if (mailbox.try_post(sign * i))
                ++i;
            else
                std::this_thread::yield();
        }
    };
    std::thread first{post, 1};
    std::thread second{post, -1};
    const bool all = run_until(
        loop, [&] { return of_first.size() + of_second.size() == 2 * kItems; }, 30'000);
    first.join();
    second.join();
    CHECK(all);
    bool in_order = of_first.size() == kItems && of_second.size() == kItems;
    for (int i = 1; in_order && i <= kItems; ++i) {
        const auto at = static_cast<size_t>(i - 1);
        in_order = of_first[at] == i && of_second[at] == -i;
    }
    CHECK(in_order);
}
