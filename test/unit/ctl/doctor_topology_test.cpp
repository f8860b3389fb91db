#include <doctest/doctest.h>

#include "common/events/topology.h"
#include "producers/ctl/doctor/broker_answers.h"
#include "producers/ctl/doctor/doctor_checks.h"

using ctl::BrokerObjects;
using ctl::Findings;
using ctl::Level;

namespace {

BrokerObjects declared() {
    return ctl::objects_of(events::topology::definitions_json(2, {"nse-1"})).value();
}

// The findings for a broker that differs from what is declared by what `change` does to it.
template <class Change>
Findings after(Change change) {
    BrokerObjects real = declared();
    change(real);
    return ctl::check_topology(declared(), real);
}

}  // namespace

TEST_CASE("ctl/doctor: what is as declared is told in one line") {
    const Findings findings = after([](auto&) {});
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].level == Level::Ok);
    CHECK(findings[0].found.find("14 exchanges, ") == 0);
}

TEST_CASE("ctl/doctor: a missing exchange, queue and binding are each named") {
    const Findings findings = after([](BrokerObjects& real) {
        real.exchanges.erase("site");
        real.queues.erase("ledger.01");
        real.bindings.erase("events.01 -> ledger.01, key ");
    });
    REQUIRE(findings.size() == 3);
    CHECK(findings[0].found == "site is missing");
    CHECK(findings[1].found == "ledger.01 is missing");
    CHECK(findings[2].found == "events.01 -> ledger.01, key  is missing");
    for (const auto& one : findings) CHECK(one.level == Level::Bad);
}

TEST_CASE("ctl/doctor: an argument that differs, is missing or is too much") {
    const Findings findings = after([](BrokerObjects& real) {
        auto& queue = real.queues["ledger.00"];
        queue["x-overflow"] = "drop-head";
        queue.erase("x-single-active-consumer");
        queue["x-delivery-limit"] = "5";
        queue["durable"] = "false";
    });
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].found ==
          "ledger.00: durable is false, must be true, x-overflow is drop-head, must be "
          "reject-publish, x-single-active-consumer is not set, must be true, x-delivery-limit is "
          "5, must not be set");
}

TEST_CASE("ctl/doctor: what nobody declares is a warning, and foreign bindings are none") {
    const Findings findings = after([](BrokerObjects& real) {
        real.queues["ledger.02"] = {{"durable", "true"}};
        real.exchanges["theirs"] = {{"type", "fanout"}};
        real.bindings["events -> ledger.02, key #"] = {};
        real.bindings["theirs -> ledger.02, key #"] = {};
    });
    REQUIRE(findings.size() == 3);
    for (const auto& one : findings) CHECK(one.level == Level::Warn);
    CHECK(findings[2].found == "events -> ledger.02, key # is not one of ours");
}

TEST_CASE("ctl/doctor: the partitions are those of the ledger's queues") {
    CHECK(ctl::check_partitions(declared(), 2).level == Level::Ok);
    const auto finding = ctl::check_partitions(declared(), 4);
    CHECK(finding.level == Level::Bad);
    CHECK(finding.found == "4 configured, 2 in the broker");
}
