#include "common/overview/to_json.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/events/json_text.h"

namespace overview {

using events::JsonText;

namespace {

// The value, or null.
template <class Value, class Write>
void put_reading(JsonText& json, std::string_view name, const Reading<Value>& reading,
                 Write write) {
    if (reading.known()) return write(json, name, *reading.value);
    json.key(name);
    json.raw("null");
}

void write_site(JsonText& json, std::string_view name, const site::SiteState& site) {
    json.key(name);
    json.open_object();
    json.text("state", site::name_of(site.state));
    json.integer("epoch", site.epoch);
    json.integer("since_us", site.since_us);
    json.text("by", site.who);
    json.text("reason", site.why);
    json.close_object();
}

void write_finding(JsonText& json, const verdict::Finding& finding) {
    json.text("verdict", verdict::name_of(finding.trust));
    json.text("scope", verdict::name_of(finding.scope));
    json.text("name", finding.name);
    json.text("reason", finding.reason);
    json.flag("holds", finding.holds);
}

void write_verdict(JsonText& json, const verdict::Verdict& verdict) {
    json.key("verdict");
    json.open_object();
    json.text("verdict", verdict::name_of(verdict.trust));
    json.text("headline", verdict::headline(verdict));
    json.integer("accounts", verdict.accounts);
    json.integer("partitions", verdict.partitions);
    json.integer("exchanges", verdict.exchanges);
    json.integer("sessions", verdict.sessions);
    json.flag("more_accounts", verdict.more_accounts);
    json.integer_or_null("compared_ago_us", verdict.compared_ago_us);
    // The worst come first.
    constexpr size_t kFindingsMax = 100;
    const auto& all = verdict.findings;
    const std::vector<verdict::Finding> some{
        all.begin(), all.begin() + static_cast<ptrdiff_t>(std::min(all.size(), kFindingsMax))};
    json.objects("findings", some, write_finding);
    json.integer("findings_total", static_cast<int64_t>(all.size()));
    json.close_object();
}

void write_day(JsonText& json, std::string_view name, const site::TradingDay& day) {
    json.key(name);
    json.open_object();
    json.integer("day", day.day);
    json.integer("opened_us", day.opened_us);
    json.integer("ends_us", day.ends_us);
    json.text("by", day.who);
    json.text("reason", day.why);
    json.close_object();
}

void write_queue(JsonText& json, const Queue& queue) {
    constexpr std::array<std::string_view, 3> kKinds{"work", "dead_letters", "journal"};
    json.text("name", queue.name);
    json.text("kind", kKinds[static_cast<size_t>(queue.kind)]);
    json.integer_or_null("ready", queue.ready);
    json.integer_or_null("unacked", queue.unacked);
    json.integer_or_null("consumers", queue.consumers);
    json.integer_or_null("bytes", queue.bytes);
    json.integer_or_null("in_per_1000_s", queue.in_per_1000_s);
    json.integer_or_null("out_per_1000_s", queue.out_per_1000_s);
}

void write_stream(JsonText& json, const Stream& stream) {
    json.text("source", stream.source);
    json.integer("day", stream.day);
    json.integer("watermark", stream.watermark);
    json.integer("updated_us", stream.updated_us);
}

void write_pause(JsonText& json, const std::optional<Pause>& pause) {
    json.key("paused");
    if (!pause) return json.raw("null");
    json.open_object();
    json.text("by", pause->by);
    json.text("reason", pause->reason);
    json.integer("since_us", pause->since_us);
    json.text("drained_by", pause->drained_by);
    json.integer("drained_us", pause->drained_us);
    json.integer("resumed_us", pause->resumed_us);
    json.close_object();
}

void write_partition(JsonText& json, const Partition& partition) {
    json.integer("number", partition.number);
    json.objects("streams", partition.streams, write_stream);
    json.integer_or_null("lag_messages", partition.lag_messages);
    json.integer_or_null("missing", partition.missing);
    json.integer_or_null("lag_us", partition.lag_us);
    json.integer_or_null("gap_us", partition.gap_us);
    json.integer_or_null("held", partition.held);
    json.integer_or_null("applied_per_1000_s", partition.applied_per_1000_s);
    write_pause(json, partition.paused);
}

void write_group(JsonText& json, const Group& group) {
    json.text("name", group.name);
    json.integer("count", group.count);
    json.integer("newest_us", group.newest_us);
}

void write_parked(JsonText& json, std::string_view name, const Parked& parked) {
    json.key(name);
    json.open_object();
    json.integer("total", parked.total);
    json.objects("groups", parked.groups, write_group);
    json.close_object();
}

void write_alert(JsonText& json, const Alert& alert) {
    json.text("name", alert.name);
    json.flag("critical", alert.critical);
    json.text("about", alert.about);
    json.text("summary", alert.summary);
    json.integer("since_us", alert.since_us);
}

void write_commands(JsonText& json, std::string_view name, const OpenCommands& open) {
    json.key(name);
    json.open_object();
    json.integer("count", open.count);
    json.integer("oldest_us", open.oldest_us);
    json.text("oldest_id", open.oldest_id);
    json.objects("waiting", open.waiting, write_group);
    json.close_object();
}

void write_in_doubt(JsonText& json, const InDoubt& in_doubt) {
    json.text("session", in_doubt.session);
    json.integer("orders", in_doubt.orders);
    json.integer("oldest_us", in_doubt.oldest_us);
}

void write_service(JsonText& json, const Service& service) {
    json.text("name", service.name);
    json.flag("live", service.live);
    json.flag("ready", service.ready);
    json.texts("reasons", service.reasons);
}

void write_node(JsonText& json, const Node& node) {
    json.text("name", node.name);
    json.flag("running", node.running);
    json.flag("memory_alarm", node.memory_alarm);
    json.flag("disk_alarm", node.disk_alarm);
    json.integer_or_null("memory_bytes", node.memory_bytes);
    json.integer_or_null("memory_bytes_max", node.memory_bytes_max);
    json.integer_or_null("disk_free_bytes", node.disk_free_bytes);
    json.integer_or_null("disk_free_bytes_min", node.disk_free_bytes_min);
    json.integer_or_null("up_seconds", node.up_seconds);
}

void write_database(JsonText& json, std::string_view name, const Database& database) {
    json.key(name);
    json.open_object();
    json.text("version", database.version);
    json.integer("up_seconds", database.up_seconds);
    json.integer("connections", database.connections);
    json.integer("clock_ahead_us", database.clock_ahead_us);
    json.close_object();
}

template <class Write>
auto list_of(Write write) {
    return [write](JsonText& json, std::string_view name, const auto& items) {
        json.objects(name, items, write);
    };
}

void write_unknown(JsonText& json, const Overview& overview) {
    json.key("unknown");
    json.open_object();
    const auto tell = [&](std::string_view name, const auto& reading) {
        if (!reading.known()) json.text(name, reading.unknown);
    };
    tell("alerts", overview.alerts);
    tell("commands", overview.commands);
    tell("site", overview.site);
    tell("day", overview.day);
    tell("queues", overview.queues);
    tell("watermarks", overview.watermarks);
    tell("parked", overview.parked);
    tell("notices", overview.notices);
    tell("own_orders", overview.own_orders);
    tell("in_doubt", overview.in_doubt);
    tell("contradicted", overview.contradicted);
    tell("broker", overview.broker);
    tell("database", overview.database);
    json.close_object();
}

}  // namespace

std::string to_json(const Overview& overview) {
    JsonText json;
    json.open_object();
    json.integer("taken_us", overview.taken_us);
    json.integer("took_us", overview.took_us);
    write_verdict(json, overview.verdict);
    put_reading(json, "alerts", overview.alerts, list_of(write_alert));
    put_reading(json, "site", overview.site, write_site);
    put_reading(json, "day", overview.day, write_day);
    json.text("left_active", overview.left_active());
    put_reading(json, "queues", overview.queues, list_of(write_queue));
    json.objects("partitions", overview.partitions, write_partition);
    put_reading(json, "parked", overview.parked, write_parked);
    put_reading(json, "notices", overview.notices, list_of(write_group));
    put_reading(json, "own_orders", overview.own_orders, list_of(write_group));
    put_reading(json, "commands", overview.commands, write_commands);
    put_reading(json, "in_doubt", overview.in_doubt, list_of(write_in_doubt));
    put_reading(json, "contradicted", overview.contradicted, list_of(write_in_doubt));
    json.objects("services", overview.services, write_service);
    put_reading(json, "broker", overview.broker, list_of(write_node));
    put_reading(json, "database", overview.database, write_database);
    write_unknown(json, overview);
    json.close_object();
    return json.take();
}

}  // namespace overview
