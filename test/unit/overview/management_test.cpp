#include "common/overview/management.h"

#include <doctest/doctest.h>

#include "test/unit/overview/captured.h"

using overview::Queue;
using overview::read_nodes;
using overview::read_queues;

TEST_CASE("overview/management: reads the queues of a running broker") {
    const auto queues = read_queues(test::kQueues);
    REQUIRE(queues.known());
    REQUIRE(queues.value->size() == 5);
    const Queue& ledger = queues.value->at(2);
    CHECK(ledger.name == "ledger.00");
    CHECK(ledger.kind == Queue::Kind::Work);
    CHECK(ledger.ready == 12);
    CHECK(ledger.unacked == 3);
    CHECK(ledger.consumers == 2);
    CHECK(ledger.bytes == 5120);
    CHECK(ledger.in_per_1000_s == 11'000);
    CHECK(ledger.out_per_1000_s == 5'800);
}

TEST_CASE("overview/management: tells dead letters and the journal from work, and sorts by name") {
    const auto queues = read_queues(test::kQueues);
    REQUIRE(queues.known());
    const auto kind = [&](size_t place) { return queues.value->at(place).kind; };
    CHECK(queues.value->at(0).name == "dlq.feed");
    CHECK(kind(0) == Queue::Kind::DeadLetters);
    CHECK(kind(1) == Queue::Kind::Journal);
    CHECK(kind(4) == Queue::Kind::DeadLetters);
    CHECK(queues.value->at(1).bytes == std::nullopt);
    CHECK(queues.value->at(1).in_per_1000_s == 31'600);
}

TEST_CASE(
    "overview/management: a queue that was not counted yet has no numbers, an idle one zeros") {
    const auto queues = read_queues(test::kQueues);
    REQUIRE(queues.known());
    const Queue& fresh = queues.value->at(3);
    CHECK(fresh.name == "notify.sms.bulk");
    CHECK_FALSE(fresh.ready.has_value());
    CHECK_FALSE(fresh.in_per_1000_s.has_value());
    CHECK(queues.value->at(0).in_per_1000_s == 0);
}

TEST_CASE("overview/management: reads nodes and their alarms") {
    const auto nodes = read_nodes(test::kNodes);
    REQUIRE(nodes.known());
    REQUIRE(nodes.value->size() == 2);
    const overview::Node& node = nodes.value->at(0);
    CHECK(node.running);
    CHECK(node.memory_alarm);
    CHECK_FALSE(node.disk_alarm);
    CHECK(node.memory_bytes == 150'257'664);
    CHECK(node.disk_free_bytes_min == 1'000'000'000);
    CHECK(node.up_seconds == 229);
    CHECK_FALSE(nodes.value->at(1).running);
    CHECK_FALSE(nodes.value->at(1).memory_bytes.has_value());
}

TEST_CASE("overview/management: what is no list of things with names is unknown and says why") {
    CHECK(read_queues("[{}]").unknown == "the broker's answer has an item without name");
    CHECK(read_queues(R"({"error":"not_authorised"})").unknown == "the broker's answer is no list");
    CHECK(read_queues("<html>").unknown.starts_with("body: not JSON"));
    CHECK(read_queues("[]").value->empty());
    CHECK_FALSE(read_nodes("").known());
}

TEST_CASE("overview/management: a number of another kind is absent, not 0") {
    const auto queues = read_queues(
        R"([{"name":"a","messages_ready":"many","consumers":1.5,"message_stats":[],"message_bytes":null}])");
    REQUIRE(queues.known());
    const Queue& queue = queues.value->at(0);
    CHECK_FALSE(queue.ready.has_value());
    CHECK_FALSE(queue.consumers.has_value());
    CHECK_FALSE(queue.bytes.has_value());
}

TEST_CASE("overview/management: the name of a vhost is escaped in the path") {
    CHECK(overview::queues_path("/").starts_with("/api/queues/%2F?columns=name,"));
}
