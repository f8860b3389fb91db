#include "common/overview/management.h"

#include <algorithm>

#include "common/events/topology.h"
#include "common/overview/json_fields.h"
#include "common/transfer/http_client.h"

namespace overview {

using events::JsonValue;
namespace topology = events::topology;

namespace {

Queue::Kind kind_of(std::string_view name) {
    if (name == topology::kJournal) return Queue::Kind::Journal;
    const bool refused = name == topology::kUnrouted || name.starts_with("dlq.");
    return refused ? Queue::Kind::DeadLetters : Queue::Kind::Work;
}

Queue queue_of(const JsonValue& json) {
    Queue queue;
    queue.name = text_field(json, "name");
    queue.kind = kind_of(queue.name);
    queue.ready = integer_field(json, "messages_ready");
    queue.unacked = integer_field(json, "messages_unacknowledged");
    queue.consumers = integer_field(json, "consumers");
    queue.bytes = integer_field(json, "message_bytes");
    const bool journal = queue.kind == Queue::Kind::Journal;
    const auto rate = [&](std::string_view what) {
        return thousandths_of(field_at(json, {"message_stats", what, "rate"}));
    };
    queue.in_per_1000_s = rate("publish_details");
    queue.out_per_1000_s = rate(journal ? "deliver_get_details" : "ack_details");
    // A queue that has been counted, and through which nothing has gone, has no rates at all.
    const bool idle = queue.ready.has_value();
    if (!queue.in_per_1000_s && idle) queue.in_per_1000_s = 0;
    if (!queue.out_per_1000_s && idle) queue.out_per_1000_s = 0;
    return queue;
}

Node node_of(const JsonValue& json) {
    Node node;
    node.name = text_field(json, "name");
    node.running = flag_field(json, "running");
    node.memory_alarm = flag_field(json, "mem_alarm");
    node.disk_alarm = flag_field(json, "disk_free_alarm");
    node.memory_bytes = integer_field(json, "mem_used");
    node.memory_bytes_max = integer_field(json, "mem_limit");
    node.disk_free_bytes = integer_field(json, "disk_free");
    node.disk_free_bytes_min = integer_field(json, "disk_free_limit");
    if (const auto up_ms = integer_field(json, "uptime")) node.up_seconds = *up_ms / 1000;
    return node;
}

template <class Item>
Reading<std::vector<Item>> read_list(std::string_view json, Item (*item_of)(const JsonValue&)) {
    const auto tree = events::read_json(json, kManagementBytesMax);
    if (!tree.ok()) return Reading<std::vector<Item>>::not_known(tree.error().what);
    if (tree.value().kind != JsonValue::Kind::List) {
        return Reading<std::vector<Item>>::not_known("the broker's answer is no list");
    }
    std::vector<Item> items;
    for (const JsonValue& element : tree.value().elements) {
        items.push_back(item_of(element));
        if (!items.back().name.empty()) continue;
        return Reading<std::vector<Item>>::not_known(
            "the broker's answer has an item without name");
    }
    std::ranges::sort(items, {}, &Item::name);
    return Reading<std::vector<Item>>::of(std::move(items));
}

}  // namespace

std::string queues_path(std::string_view vhost) {
    return "/api/queues/" + transfer::percent_encoded(vhost) +
           "?columns=name,messages_ready,messages_unacknowledged,consumers,message_bytes,"
           "message_stats.publish_details.rate,message_stats.ack_details.rate,"
           "message_stats.deliver_get_details.rate";
}

std::string nodes_path() {
    return "/api/nodes?columns=name,running,mem_alarm,disk_free_alarm,mem_used,mem_limit,disk_free,"
           "disk_free_limit,uptime";
}

Reading<std::vector<Queue>> read_queues(std::string_view json) { return read_list(json, queue_of); }
Reading<std::vector<Node>> read_nodes(std::string_view json) { return read_list(json, node_of); }

}  // namespace overview
