#include "producers/ctl/watch/attention_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/clock.h"
#include "producers/ctl/exits/unread_commands.h"
#include "producers/ctl/watch/overview_text.h"

namespace ctl {
namespace {

using overview::Alert;

constexpr size_t kNamesTold = 5;
constexpr size_t kValuesTold = 6;

// The alerts of one name, in their order: the worst is the first.
using AlertGroup = std::vector<Alert>;

std::vector<AlertGroup> by_name(const std::vector<Alert>& alerts) {
    std::vector<AlertGroup> groups;
    for (const Alert& one : alerts) {
        const auto same = std::ranges::find_if(
            groups, [&](const AlertGroup& group) { return group.front().name == one.name; });
        (same == groups.end() ? groups.emplace_back() : *same).push_back(one);
    }
    return groups;
}

// "partition 3, job ledger" -> {"partition", "3"}, {"job", "ledger"}
using Labels = std::vector<std::pair<std::string, std::string>>;
Labels labels_of(std::string_view about) {
    Labels labels;
    while (!about.empty()) {
        const std::string_view one = about.substr(0, about.find(", "));
        const size_t blank = std::min(one.find(' '), one.size());
        labels.emplace_back(one.substr(0, blank), one.substr(std::min(blank + 1, one.size())));
        about.remove_prefix(std::min(one.size() + 2, about.size()));
    }
    return labels;
}

// What the label at `place` is in all of them, each value once; empty where it is not in all.
std::string values_of(const std::vector<Labels>& all, size_t place) {
    std::vector<std::string> values;
    for (const Labels& labels : all) {
        if (labels.size() != all[0].size() || labels[place].first != all[0][place].first) return {};
        const std::string& value = labels[place].second;
        if (std::ranges::find(values, value) == values.end()) values.push_back(value);
    }
    std::ranges::sort(values, {}, [](const std::string& one) {
        return std::pair{one.size(), one};
    });
    std::string text = all[0][place].first;
    for (size_t i = 0; i < std::min(values.size(), kValuesTold); ++i) {
        text += (i == 0 ? " " : ", ") + values[i];
    }
    return values.size() > kValuesTold ? text + ", …" : text;
}

// "partition 0, 1, 2, job ledger"; where they are about different things, the worst one's.
std::string about_of(const AlertGroup& group) {
    std::vector<Labels> all;
    for (const Alert& one : group) all.push_back(labels_of(one.about));
    std::string text;
    for (size_t place = 0; place < all[0].size(); ++place) {
        const std::string values = values_of(all, place);
        if (values.empty()) return group.front().about + ", …";
        text += (place == 0 ? "" : ", ") + values;
    }
    return text;
}

// For how long the oldest has fired; empty where none tells it.
std::string age_of(const AlertGroup& group, int64_t now_us) {
    int64_t since_us = 0;
    for (const Alert& one : group) {
        if (one.since_us == 0) continue;
        since_us = since_us == 0 ? one.since_us : std::min(since_us, one.since_us);
    }
    if (since_us == 0) return {};
    return duration_text(std::max<int64_t>(now_us - since_us, 0) / base::kSecondUs);
}

std::string told(const AlertGroup& group, int64_t now_us) {
    const size_t count = group.size();
    std::string about;
    const auto add = [&](const std::string& text) {
        if (!text.empty()) about += (about.empty() ? "" : ", ") + text;
    };
    add(std::ranges::any_of(group, &Alert::critical) ? "critical" : "");
    add(about_of(group));
    const std::string age = age_of(group, now_us);
    add(count == 1 || age.empty() ? age : "the oldest " + age);
    const std::string& name = group.front().name;
    if (count == 1) return about.empty() ? name : fmt::format("{} ({})", name, about);
    return fmt::format("{} ({}{}{})", name, count, about.empty() ? "" : ": ", about);
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
    const auto groups = by_name(*alerts.value);
    size_t left = count;
    for (size_t i = 0; i < std::min(groups.size(), kNamesTold); ++i) {
        text += (i == 0 ? "" : "; ") + told(groups[i], now_us);
        left -= groups[i].size();
    }
    if (left > 0) text += fmt::format("; {} more: status --json", left);
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
