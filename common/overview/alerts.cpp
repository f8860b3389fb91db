#include "common/overview/alerts.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <tuple>

#include "common/overview/json_fields.h"

namespace overview {

using events::JsonValue;

namespace {

// Labels that do not tell two alerts of one name apart.
constexpr std::string_view kOwnLabels[] = {"alertname", "severity", "instance", "team"};

std::string about(const JsonValue& labels) {
    std::string text;
    for (size_t i = 0; i < labels.names.size(); ++i) {
        const bool own = std::ranges::find(kOwnLabels, labels.names[i]) != std::end(kOwnLabels);
        if (own || labels.elements[i].kind != JsonValue::Kind::Text) continue;
        if (!text.empty()) text += ", ";
        text += labels.names[i] + " " + labels.elements[i].text;
    }
    return text;
}

Alert alert_of(const JsonValue& json) {
    Alert alert;
    if (const JsonValue* labels = field(json, "labels")) {
        alert.name = text_field(*labels, "alertname");
        alert.critical = text_field(*labels, "severity") == "critical";
        alert.about = about(*labels);
    }
    if (const JsonValue* annotations = field(json, "annotations")) {
        alert.summary = text_field(*annotations, "summary");
    }
    alert.since_us = time_of(text_field(json, "activeAt"));
    return alert;
}

}  // namespace

int64_t time_of(std::string_view rfc3339) {
    int year = 0;
    unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const std::string text{rfc3339};
    const int read = std::sscanf(text.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u", &year, &month, &day,
                                 &hour, &minute, &second);
    if (read != 6 || !text.ends_with('Z')) return 0;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!date.ok()) return 0;
    const std::chrono::seconds seconds = std::chrono::sys_days{date}.time_since_epoch() +
                                         std::chrono::hours{hour} + std::chrono::minutes{minute} +
                                         std::chrono::seconds{second};
    return std::chrono::microseconds{seconds}.count();
}

bool comes_first(const Alert& one, const Alert& other) {
    // A budget burns for hours after its cause is gone.
    const auto place = [](const Alert& alert) {
        return std::tuple{!alert.critical, alert.name.starts_with("Budget"), -alert.since_us};
    };
    return std::tuple{place(one), one.name, one.about} <
           std::tuple{place(other), other.name, other.about};
}

std::string alerts_path() { return "/api/v1/alerts"; }

Reading<std::vector<Alert>> read_alerts(std::string_view json) {
    using Alerts = Reading<std::vector<Alert>>;
    const auto tree = events::read_json(json, kAlertsBytesMax);
    if (!tree.ok()) return Alerts::not_known(tree.error().what);
    const JsonValue* list = field_at(tree.value(), {"data", "alerts"});
    if (list == nullptr || list->kind != JsonValue::Kind::List) {
        return Alerts::not_known("the answer is no list of alerts");
    }
    std::vector<Alert> alerts;
    for (const JsonValue& one : list->elements) {
        if (text_field(one, "state") != "firing") continue;
        alerts.push_back(alert_of(one));
        if (alerts.back().name.empty()) return Alerts::not_known("an alert has no name");
    }
    std::ranges::sort(alerts, comes_first);
    if (alerts.size() > kAlertsMax) alerts.resize(kAlertsMax);
    return Alerts::of(std::move(alerts));
}

}  // namespace overview
