#include "common/base/bounded_queue.h"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

using base::BoundedQueue;
using namespace std::chrono_literals;

namespace {

bool push(BoundedQueue<int>& queue, int item) { return queue.try_push(item); }

}  // namespace

TEST_CASE("base/bounded_queue: gives out everything in the order it came") {
    BoundedQueue<int> queue{3};
    REQUIRE((push(queue, 1) && push(queue, 2) && push(queue, 3)));
    CHECK(queue.size() == 3);
    CHECK(queue.take_all(0ms) == std::deque<int>{1, 2, 3});
    CHECK(queue.size() == 0);
}

TEST_CASE("base/bounded_queue: refuses when full and takes again when emptied") {
    BoundedQueue<int> queue{1};
    REQUIRE(push(queue, 1));
    CHECK_FALSE(push(queue, 2));
    (void)queue.take_all(0ms);
    CHECK(push(queue, 3));
}

TEST_CASE("base/bounded_queue: leaves a refused item untouched") {
    BoundedQueue<std::unique_ptr<int>> queue{0};
    auto item = std::make_unique<int>(7);
    CHECK_FALSE(queue.try_push(item));
    REQUIRE(item != nullptr);
    CHECK(*item == 7);
}

TEST_CASE("base/bounded_queue: after close nothing enters, what waits can leave") {
    BoundedQueue<int> queue{2};
    REQUIRE(push(queue, 1));
    queue.close();
    CHECK(queue.closed());
    CHECK_FALSE(push(queue, 2));
    CHECK(queue.take_all(10s) == std::deque<int>{1});  // closed: does not wait
    CHECK(queue.take_all(10s).empty());
}

TEST_CASE("base/bounded_queue: waits no longer than told") {
    BoundedQueue<int> queue{1};
    const auto before = std::chrono::steady_clock::now();
    CHECK(queue.take_all(5ms).empty());
    CHECK(std::chrono::steady_clock::now() - before >= 5ms);
}

TEST_CASE("base/bounded_queue: loses nothing between two threads") {
    constexpr int kItems = 20'000;
    BoundedQueue<int> queue{16};
    std::thread pusher{[&] {
        for (int i = 0; i < kItems;) i += push(queue, i) ? 1 : 0;
        queue.close();
    }};
    int expected = 0;
    bool in_order = true;
    for (bool more = true; more;) {
        const auto items = queue.take_all(1000ms);
        for (const int item : items) in_order = in_order && item == expected++;
        more = !items.empty() || !queue.closed();
    }
    pusher.join();
    CHECK(in_order);
    CHECK(expected == kItems);
}
