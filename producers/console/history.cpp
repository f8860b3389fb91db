#include "producers/console/history.h"

#include <set>
#include <utility>

#include "common/events/json_text.h"

namespace console {

using events::JsonText;
using overview::Overview;
using overview::Queue;

namespace {

void add_queues(const std::vector<Queue>& queues, Point& point) {
    int64_t in = 0;
    int64_t out = 0;
    for (const Queue& queue : queues) {
        if (queue.kind != Queue::Kind::Work) continue;
        if (queue.ready && queue.unacked) {
            point.values["waiting." + queue.name] = *queue.ready + *queue.unacked;
        }
        in += queue.in_per_1000_s.value_or(0);
        out += queue.out_per_1000_s.value_or(0);
    }
    point.values["in"] = in;
    point.values["out"] = out;
}

void bound(std::map<std::string, int64_t>& values) {
    while (values.size() > History::kLinesMax) values.erase(std::prev(values.end()));
}

}  // namespace

Point point_of(const Overview& overview) {
    Point point{.at_us = overview.taken_us, .values = {}};
    if (overview.queues.known()) add_queues(*overview.queues.value, point);
    for (const overview::Partition& partition : overview.partitions) {
        const std::string number = std::to_string(partition.number);
        if (partition.applied_per_1000_s) {
            point.values["applied." + number] = *partition.applied_per_1000_s;
        }
        if (partition.lag_us) point.values["lag." + number] = *partition.lag_us;
    }
    bound(point.values);
    return point;
}

std::string to_json(const Point& point) {
    JsonText json;
    json.open_object();
    json.integer("at_us", point.at_us);
    json.key("values");
    json.open_object();
    for (const auto& [name, value] : point.values) json.integer(name, value);
    json.close_object();
    json.close_object();
    return json.take();
}

void History::add(Point point) {
    points_.push_back(std::move(point));
    if (points_.size() > points_max_) points_.pop_front();
}

std::string History::to_json() const {
    std::set<std::string> names;
    for (const Point& point : points_) {
        for (const auto& [name, value] : point.values) {
            if (names.size() < kLinesMax) names.insert(name);
        }
    }
    JsonText json;
    json.open_object();
    json.key("at_us");
    json.open_list();
    for (const Point& point : points_) json.integer(point.at_us);
    json.close_list();
    json.key("lines");
    json.open_object();
    for (const std::string& name : names) {
        json.key(name);
        json.open_list();
        for (const Point& point : points_) {
            const auto value = point.values.find(name);
            value == point.values.end() ? json.raw("null") : json.integer(value->second);
        }
        json.close_list();
    }
    json.close_object();
    json.close_object();
    return json.take();
}

}  // namespace console
