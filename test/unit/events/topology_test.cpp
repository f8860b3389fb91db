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

void check_ordered(const Value& json, const std::string& name, int64_t bytes_max) {
    CAPTURE(name);
    const Value& queue = named(json["queues"], name);
    CHECK(queue["durable"].GetBool());
    CHECK_FALSE(queue["auto_delete"].GetBool());
    const Value& arguments = queue["arguments"];
    CHECK(std::string{arguments["x-queue-type"].GetString()} == "quorum");
    CHECK(arguments["x-single-active-consumer"].GetBool());
    CHECK(std::string{arguments["x-overflow"].GetString()} == "reject-publish");
    CHECK(arguments["x-max-length-bytes"].GetInt64() == bytes_max);
    CHECK_FALSE(arguments.HasMember("x-delivery-limit"));
}

}  // namespace

TEST_CASE("events/topology: a queue for each partition, ordered and without a delivery limit") {
    const auto json = definitions(12);
    // ledger and squareoff; notify; gateway.nse-1, prices.squareoff, record, journal, unrouted, two
    // of dead letters
    CHECK(json["queues"].Size() == 2 * 12 + 6 + 7);
    for (int32_t partition = 0; partition < 12; ++partition) {
        check_ordered(json, topology::ledger_queue(partition), topology::kLedgerQueueBytesMax);
        check_ordered(json, topology::squareoff_queue(partition), topology::kCommandQueueBytesMax);
    }
    check_ordered(json, topology::gateway_queue("nse-1"), topology::kCommandQueueBytesMax);
    check_ordered(json, std::string{topology::kRecord}, topology::kRecordQueueBytesMax);
}

TEST_CASE("events/topology: old prices go where new ones find no room") {
    const auto json = definitions(1);
    const Value& arguments =
        named(json["queues"], std::string{topology::kSquareoffPrices})["arguments"];
    CHECK(std::string{arguments["x-queue-type"].GetString()} == "classic");
    CHECK(std::string{arguments["x-overflow"].GetString()} == "drop-head");
    CHECK(arguments["x-max-length"].GetInt64() == 10'000);
}

TEST_CASE(
    "events/topology: a notice that is never answered ends as a dead letter, and is not lost") {
    const auto json = definitions(1);
    for (const char* name : {"notify.email.urgent", "notify.email.bulk", "notify.sms.urgent",
                             "notify.sms.bulk", "notify.push.urgent", "notify.push.bulk"}) {
        const Value& arguments = named(json["queues"], name)["arguments"];
        CHECK(std::string{arguments["x-queue-type"].GetString()} == "quorum");
        CHECK(arguments["x-delivery-limit"].GetInt64() == topology::kNotifyDeliveriesMax);
        CHECK(std::string{arguments["x-dead-letter-exchange"].GetString()} == "dlx");
        CHECK(std::string{arguments["x-dead-letter-strategy"].GetString()} == "at-least-once");
        CHECK(std::string{arguments["x-overflow"].GetString()} == "reject-publish");
        CHECK_FALSE(arguments.HasMember("x-single-active-consumer"));
    }
}

TEST_CASE("events/topology: a command or an order that no queue wants is kept") {
    const auto json = definitions(1);
    for (const auto& [exchange, type] : {std::pair{"commands", "topic"}, {"orders", "direct"}}) {
        const Value& found = named(json["exchanges"], exchange);
        CHECK(std::string{found["type"].GetString()} == type);
        CHECK(std::string{found["arguments"]["alternate-exchange"].GetString()} == "unrouted");
    }
    CHECK(std::string{named(json["exchanges"], "prices")["type"].GetString()} == "topic");
    CHECK(std::string{named(json["exchanges"], "site")["type"].GetString()} == "fanout");
}

TEST_CASE("events/topology: what no queue wants is kept, and so are dead letters") {
    const auto json = definitions(1);
    const Value& events = named(json["exchanges"], "events");
    CHECK(std::string{events["type"].GetString()} == "topic");
    CHECK(std::string{events["arguments"]["alternate-exchange"].GetString()} == "unrouted");
    CHECK(std::string{named(json["exchanges"], "unrouted")["type"].GetString()} == "fanout");
    const Value& journal = named(json["queues"], "journal");
    CHECK(std::string{journal["arguments"]["x-queue-type"].GetString()} == "stream");
    for (const char* queue : {"unrouted", "dlq.feed", "dlq.notify"}) {
        CHECK(named(json["queues"], queue)["arguments"].HasMember("x-max-length-bytes"));
    }
}

TEST_CASE(
    "events/topology: bindings lead each key to its partition and to the record, or nowhere") {
    CHECK(bindings(definitions(1)) ==
          std::set<std::string>{"events -> events.00 (order.00)",
                                "events -> events.00 (trade.00)",
                                "events -> events.00.own (order.00.own)",
                                "events -> events.00.own (trade.00.own)",
                                "events.00.own -> events.00 ()",
                                "events.00.own -> squareoff.00 ()",
                                "events.00 -> ledger.00 ()",
                                "events.00 -> record ()",
                                "events.00 -> journal ()",
                                "commands -> commands.00 (squareoff.00)",
                                "commands.00 -> squareoff.00 ()",
                                "commands.00 -> record ()",
                                "commands.00 -> journal ()",
                                "orders -> gateway.nse-1 (nse-1)",
                                "orders -> record (nse-1)",
                                "orders -> journal (nse-1)",
                                "prices -> prices.squareoff (price.#)",
                                "site -> record ()",
                                "site -> journal ()",
                                "notify -> notify.email.urgent (notify.email.urgent)",
                                "notify -> notify.email.bulk (notify.email.bulk)",
                                "notify -> notify.sms.urgent (notify.sms.urgent)",
                                "notify -> notify.sms.bulk (notify.sms.bulk)",
                                "notify -> notify.push.urgent (notify.push.urgent)",
                                "notify -> notify.push.bulk (notify.push.bulk)",
                                "unrouted -> unrouted ()",
                                "dlx -> dlq.feed (feed)",
                                "dlx -> dlq.notify (notify.#)"});
}

TEST_CASE("events/topology: no key of events and commands has two bindings, and none takes all") {
    std::set<std::string> keys;
    const auto json = definitions(16);
    for (const Value& binding : json["bindings"].GetArray()) {
        const std::string source = binding["source"].GetString();
        if (source != "events" && source != "commands") continue;
        const std::string key = binding["routing_key"].GetString();
        CAPTURE(key);
        CHECK(keys.insert(key).second);
        CHECK(key.find_first_of("*#") == std::string::npos);
        CHECK(std::string{binding["destination_type"].GetString()} == "exchange");
        CHECK(named(json["exchanges"], binding["destination"].GetString())["internal"].GetBool());
    }
    CHECK(keys.size() == 16 * 5);
    for (const char* odd :
         {"order.16", "squareoff.9", "squareoff.16", "foo.02", "trade.2", "trade.02.x"}) {
        CHECK_FALSE(keys.contains(odd));
    }
}

TEST_CASE("events/topology: names of partitions have two digits, or three") {
    CHECK(topology::ledger_queue(7) == "ledger.07");
    CHECK(topology::ledger_queue(42) == "ledger.42");
    CHECK(topology::ledger_queue(255) == "ledger.255");
    CHECK(topology::squareoff_queue(7) == "squareoff.07");
    CHECK(topology::gateway_queue("nse-1") == "gateway.nse-1");
    CHECK(topology::event_key("order", 3) == "order.03");
    CHECK(topology::event_key("trade", 12, true) == "trade.12.own");
    CHECK(topology::price_key("NSE", "FO") == "price.NSE.FO");
}
