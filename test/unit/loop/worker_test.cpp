#include "common/loop/worker.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>

#include "common/loop/mailbox.h"
#include "test/unit/loop/run_until.h"

using loop::Loop;
using loop::Mailbox;
using loop::Worker;
using test::run_until;
using namespace std::chrono_literals;

namespace {

// A job that says when it runs, and ends when it is let go.
struct Gate {
    std::promise<void> entered;
    std::promise<void> let_go;
    void pass() {
        entered.set_value();
        let_go.get_future().wait_for(10s);
    }
};

}  // namespace

TEST_CASE("loop/worker: runs jobs in order on another thread and answers through a mailbox") {
    Loop loop;
    std::string order;
    Mailbox<char> answers{loop, 10, [&](char answer) { order += answer; }};
    std::atomic<bool> same_thread{false};
    const auto here = std::this_thread::get_id();
    Worker worker{"test", 10};
    for (const char name : {'a', 'b', 'c'}) {
        REQUIRE(worker.try_post([&, name] {
            if (std::this_thread::get_id() == here) same_thread = true;
            (void)answers.try_post(name);
        }));
    }
    CHECK(run_until(loop, [&] { return order == "abc"; }));
    worker.stop();
    CHECK_FALSE(same_thread);
}

TEST_CASE("loop/worker: refuses jobs above its limit") {
    Worker worker{"test", 2};
    Gate gate;
    REQUIRE(worker.try_post([&] { gate.pass(); }));
    REQUIRE(gate.entered.get_future().wait_for(10s) == std::future_status::ready);
    CHECK(worker.try_post([] {}));
    CHECK(worker.try_post([] {}));
    CHECK_FALSE(worker.try_post([] {}));
    gate.let_go.set_value();
}

TEST_CASE("loop/worker: stop lets the running job end and drops those that wait") {
    std::atomic<int> ended{0};
    std::atomic<int> dropped{0};
    Worker worker{"test", 10'000'000};  // never full here: refused means that stop has begun
    Gate gate;
    REQUIRE(worker.try_post([&] {
        gate.pass();
        ++ended;
    }));
    REQUIRE(gate.entered.get_future().wait_for(10s) == std::future_status::ready);
    REQUIRE(worker.try_post([&] { ++dropped; }));
    std::thread stopper{[&] { worker.stop(); }};
    while (worker.try_post([&] { ++dropped; })) std::this_thread::yield();
    gate.let_go.set_value();
    stopper.join();
    CHECK(ended == 1);
    CHECK(dropped == 0);
    CHECK_FALSE(worker.try_post([] {}));
}

TEST_CASE("loop/worker: stopping twice is stopping") {
    Worker worker{"test", 1};
    worker.stop();
    worker.stop();
    CHECK_FALSE(worker.try_post([] {}));
}
