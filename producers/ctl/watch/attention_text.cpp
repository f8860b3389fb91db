#include "producers/ctl/watch/attention_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/clock.h"
#include "producers/ctl/exits/unread_commands.h"
#include "producers/ctl/watch/overview_text.h"

namespace ctl {
namespace {

using overview::Alert;

constexpr size_t kAlertsTold = 5;

std::string told(const Alert& alert, int64_t now_us) {
    std::string about;
    const auto add = [&](const std::string& text) {
        if (!text.empty()) about += (about.empty() ? "" : ", ") + text;
    };
    add(alert.critical ? "critical" : "");
    add(alert.about);
    const int64_t for_us = std::max<int64_t>(now_us - alert.since_us, 0);
    add(alert.since_us == 0 ? "" : duration_text(for_us / base::kSecondUs));
    return about.empty() ? alert.name : fmt::format("{} ({})", alert.name, about);
}

void write_alert(events::JsonText& json, const Alert& alert) {
    json.text("name", alert.name);
    json.flag("critical", alert.critical);
    json.text("about", alert.about);
    json.text("summary", alert.summary);
    json.integer("since_us", alert.since_us);
}

void write_alerts(events::JsonText& json, const AlertsReading& alerts) {
    json.key("alerts");
    json.open_object();
    const auto list = alerts.value.value_or(std::vector<Alert>{});
    std::optional<int64_t> count;
    if (alerts.known()) count = static_cast<int64_t>(list.size());
    json.integer_or_null("count", count);
    json.objects("firing", list, write_alert);
    json.text("unknown", alerts.unknown);
    json.close_object();
}

void write_commands(events::JsonText& json, const CommandsReading& commands,
                    const std::vector<amqp::QueueLook>& unread) {
    json.key("open_commands");
    json.open_object();
    std::optional<int64_t> count;
    std::optional<int64_t> oldest_us;
    if (commands.known()) count = commands.value->count;
    if (count.value_or(0) > 0) oldest_us = commands.value->oldest_us;
    json.integer_or_null("count", count);
    json.text("oldest_id", commands.known() ? commands.value->oldest_id : "");
    json.integer_or_null("oldest_us", oldest_us);
    json.text("unknown", commands.unknown);
    write_unread(json, unread);
    json.close_object();
}

}  // namespace

std::string alerts_line(const AlertsReading& alerts, int64_t now_us) {
    if (!alerts.known()) return "not known: " + alerts.unknown;
    if (alerts.value->empty()) return "none fires";
    const size_t count = alerts.value->size();
    std::string text = fmt::format("{} {}: ", count, count == 1 ? "fires" : "fire");
    for (size_t i = 0; i < std::min(count, kAlertsTold); ++i) {
        text += (i == 0 ? "" : "; ") + told(alerts.value->at(i), now_us);
    }
    if (count > kAlertsTold) text += fmt::format("; {} more: status --json", count - kAlertsTold);
    return text;
}

std::string commands_line(const CommandsReading& commands,
                          const std::vector<amqp::QueueLook>& unread) {
    const std::string waits = unread.empty() ? "" : "; " + unread_text(unread);
    if (!commands.known()) return "not known: " + commands.unknown + waits;
    if (commands.value->count == 0) return "none open" + waits;
    return fmt::format("{} open, the oldest {} for {}{}", commands.value->count,
                       commands.value->oldest_id,
                       duration_text(commands.value->oldest_us / base::kSecondUs), waits);
}

void write_attention(events::JsonText& json, const AlertsReading& alerts,
                     const CommandsReading& commands, const std::vector<amqp::QueueLook>& unread) {
    write_alerts(json, alerts);
    write_commands(json, commands, unread);
}

}  // namespace ctl
