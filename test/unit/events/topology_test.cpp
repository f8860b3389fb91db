#include "common/events/topology.h"

#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include <set>
#include <string>

using rapidjson::Value;
namespace topology = events::topology;

namespace {

rapidjson::Document definitions(int32_t partitions) {
    rapidjson::Document json;
    json.Parse(topology::definitions_json(partitions, {"nse-1"}).c_str());
    REQUIRE_FALSE(json.HasParseError());
    return json;
}

const Value& named(const Value& list, const std::string& name) {
    for (const Value& object : list.GetArray()) {
        if (object["name"].GetString() == name) return object;
    }
    FAIL("not defined: " << name);
    return list;
}

// "from -> to (key)"
std::set<std::string> bindings(const Value& json) {
    std::set<std::string> lines;
    for (const Value& binding : json["bindings"].GetArray()) {
        lines.insert(std::string{binding["source"].GetString()} + " -> " +
                     binding["destination"].GetString() + " (" +
                     binding["routing_key"].GetString() + ")");
    }
    return lines;
}

}  // namespace

TEST_CASE("events/topology: a queue for each partition, ordered and without a delivery limit") {
    const auto json = definitions(12);
    CHECK(json["queues"].Size() == 12 + 3);
    for (int32_t partition = 0; partition < 12; ++partition) {
        const Value& queue = named(json["queues"], topology::ledger_queue(partition));
        CHECK(queue["durable"].GetBool());
        CHECK_FALSE(queue["auto_delete"].GetBool());
        const Value& arguments = queue["arguments"];
        CHECK(std::string{arguments["x-queue-type"].GetString()} == "quorum");
        CHECK(arguments["x-single-active-consumer"].GetBool());
        CHECK(std::string{arguments["x-overflow"].GetString()} == "reject-publish");
        CHECK(arguments["x-max-length-bytes"].GetInt64() == topology::kLedgerQueueBytesMax);
        CHECK_FALSE(arguments.HasMember("x-delivery-limit"));
    }
}

TEST_CASE("events/topology: what no queue wants is kept, and so are dead letters") {
    const auto json = definitions(1);
    const Value& events = named(json["exchanges"], "events");
    CHECK(std::string{events["type"].GetString()} == "topic");
    CHECK(std::string{events["arguments"]["alternate-exchange"].GetString()} == "unrouted");
    CHECK(std::string{named(json["exchanges"], "unrouted")["type"].GetString()} == "fanout");
    const Value& journal = named(json["queues"], "journal");
    CHECK(std::string{journal["arguments"]["x-queue-type"].GetString()} == "stream");
    for (const char* queue : {"unrouted", "dlq.feed"}) {
        CHECK(named(json["queues"], queue)["arguments"].HasMember("x-max-length-bytes"));
    }
}

TEST_CASE("events/topology: bindings lead each key to its partition, and all to the journal") {
    CHECK(bindings(definitions(2)) ==
          std::set<std::string>{"events -> ledger.00 (*.00.#)", "events -> ledger.01 (*.01.#)",
                                "events -> journal (#)", "unrouted -> unrouted ()",
                                "dlx -> dlq.feed (feed)"});
}

TEST_CASE("events/topology: names of partitions have two digits, or three") {
    CHECK(topology::ledger_queue(7) == "ledger.07");
    CHECK(topology::ledger_queue(42) == "ledger.42");
    CHECK(topology::ledger_queue(255) == "ledger.255");
    CHECK(topology::event_key("order", 3) == "order.03");
}
