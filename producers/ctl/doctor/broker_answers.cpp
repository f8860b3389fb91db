#include "producers/ctl/doctor/broker_answers.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "common/events/json_value.h"

namespace ctl {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using events::JsonValue;
using Kind = JsonValue::Kind;

const JsonValue kNothing{};

// Null where it is missing.
const JsonValue& field(const JsonValue& object, std::string_view name) {
    const auto found = std::ranges::find(object.names, name);
    if (found == object.names.end()) return kNothing;
    return object.elements[static_cast<size_t>(found - object.names.begin())];
}

int64_t integer(const JsonValue& object, std::string_view name) {
    const std::string& digits = field(object, name).text;
    int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

bool flag(const JsonValue& object, std::string_view name) {
    return field(object, name).text == "true";
}

std::vector<std::string> texts(const JsonValue& list) {
    std::vector<std::string> all;
    for (const JsonValue& one : list.elements) all.push_back(one.text);
    return all;
}

Result<JsonValue> read(std::string_view body, Kind kind) {
    auto json = events::read_json(body, kAnswerBytesMax);
    if (json.ok() && json.value().kind != kind) {
        return Error{Errc::Invalid, "body: not what the management API answers"};
    }
    return json;
}

BrokerObjects::Properties properties_of(const JsonValue& object) {
    BrokerObjects::Properties properties;
    for (const char* name : {"type", "durable", "auto_delete", "internal"}) {
        const JsonValue& value = field(object, name);
        if (value.kind != Kind::Null) properties[name] = value.text;
    }
    const JsonValue& arguments = field(object, "arguments");
    for (size_t i = 0; i < arguments.names.size(); ++i) {
        properties[arguments.names[i]] = arguments.elements[i].text;
    }
    return properties;
}

std::string name_of_binding(const JsonValue& binding) {
    return field(binding, "source").text + " -> " + field(binding, "destination").text + ", key " +
           field(binding, "routing_key").text;
}

BrokerNode node_of(const JsonValue& object) {
    BrokerNode node;
    node.name = field(object, "name").text;
    node.running = flag(object, "running");
    node.memory_alarm = flag(object, "mem_alarm");
    node.disk_alarm = flag(object, "disk_free_alarm");
    node.disk_free_bytes = integer(object, "disk_free");
    node.disk_free_bytes_min = integer(object, "disk_free_limit");
    node.descriptors = integer(object, "fd_used");
    node.descriptors_max = integer(object, "fd_total");
    node.plugins = texts(field(object, "enabled_plugins"));
    node.config_files = texts(field(object, "config_files"));
    return node;
}

}  // namespace

Result<BrokerObjects> objects_of(std::string_view definitions) {
    const auto json = read(definitions, Kind::Object);
    if (!json.ok()) return json.error();
    BrokerObjects objects;
    for (const JsonValue& one : field(json.value(), "exchanges").elements) {
        objects.exchanges[field(one, "name").text] = properties_of(one);
    }
    for (const JsonValue& one : field(json.value(), "queues").elements) {
        objects.queues[field(one, "name").text] = properties_of(one);
        objects.queues[field(one, "name").text].erase("type");  // said by x-queue-type
    }
    for (const JsonValue& one : field(json.value(), "bindings").elements) {
        objects.bindings[name_of_binding(one)] = {};
    }
    return objects;
}

Result<std::string> version_of(std::string_view overview) {
    const auto json = read(overview, Kind::Object);
    if (!json.ok()) return json.error();
    return field(json.value(), "rabbitmq_version").text;
}

Result<std::vector<BrokerNode>> nodes_of(std::string_view nodes) {
    const auto json = read(nodes, Kind::List);
    if (!json.ok()) return json.error();
    std::vector<BrokerNode> all;
    for (const JsonValue& one : json.value().elements) all.push_back(node_of(one));
    return all;
}

Result<std::vector<BrokerUser>> users_of(std::string_view users) {
    const auto json = read(users, Kind::List);
    if (!json.ok()) return json.error();
    std::vector<BrokerUser> all;
    for (const JsonValue& one : json.value().elements) {
        const std::vector<std::string> tags = texts(field(one, "tags"));
        const bool is_administrator = std::ranges::find(tags, "administrator") != tags.end();
        all.push_back({field(one, "name").text, is_administrator});
    }
    return all;
}

Result<std::vector<Permission>> permissions_of(std::string_view permissions,
                                               std::string_view vhost) {
    const auto json = read(permissions, Kind::List);
    if (!json.ok()) return json.error();
    std::vector<Permission> all;
    for (const JsonValue& one : json.value().elements) {
        if (field(one, "vhost").text != vhost) continue;
        all.push_back({field(one, "user").text, field(one, "configure").text,
                       field(one, "write").text, field(one, "read").text});
    }
    return all;
}

std::optional<int64_t> consumer_timeout_in(std::string_view config_file) {
    std::istringstream lines{std::string{config_file}};
    std::optional<int64_t> found;
    for (std::string line; std::getline(lines, line);) {
        std::erase_if(line, [](char c) { return c == ' ' || c == '\t'; });
        constexpr std::string_view kKey = "consumer_timeout=";
        if (!line.starts_with(kKey)) continue;
        int64_t value = 0;
        const char* const end = line.data() + line.size();
        if (std::from_chars(line.data() + kKey.size(), end, value).ec == std::errc{}) found = value;
    }
    return found;
}

}  // namespace ctl
