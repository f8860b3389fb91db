#include "producers/ctl/watch/overview_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/events/json_text.h"
#include "common/overview/to_json.h"
#include "common/site/next_step.h"
#include "producers/ctl/exits/unread_commands.h"
#include "producers/ctl/table.h"
#include "producers/ctl/watch/attention_text.h"
#include "producers/ctl/watch/trouble.h"

namespace ctl {
namespace {

using overview::Overview;

std::string mebibytes(const std::optional<int64_t>& bytes) {
    return bytes ? std::to_string(*bytes >> 20) + " MiB" : "(" + std::string{kNoReading} + ")";
}

std::string day_line(const Overview& overview) {
    if (overview.day.unknown == site::kNoDay) return overview.day.unknown;
    if (!overview.day.known()) return "not known: " + overview.day.unknown;
    const site::TradingDay& day = *overview.day.value;
    const bool over = day.ends_us <= overview.taken_us;
    return fmt::format("{}, {}opened {}, by {}: {}", day.day,
                       over ? "over since " + india_time(day.ends_us) + ", " : "",
                       india_time(day.opened_us), day.who, day.why);
}

std::string site_line(const Overview& overview) {
    if (!overview.site.known()) return "not known: " + overview.site.unknown;
    const site::SiteState& site = *overview.site.value;
    return fmt::format("{}, epoch {}, since {}, by {}: {}; {}", site::name_of(site.state),
                       site.epoch, india_time(site.since_us), site.who, site.why,
                       site::next_step(site.state));
}

std::string broker_line(const Overview& overview) {
    if (!overview.broker.known()) return "not known: " + overview.broker.unknown;
    std::string text;
    for (const auto& node : *overview.broker.value) {
        const bool alarm = node.memory_alarm || node.disk_alarm;
        text += fmt::format("{}{}, up {}, memory {} of {}, disk {} free", text.empty() ? "" : "; ",
                            alarm ? "ALARM" : "no alarm",
                            node.up_seconds ? duration_text(*node.up_seconds) : "not known",
                            mebibytes(node.memory_bytes), mebibytes(node.memory_bytes_max),
                            mebibytes(node.disk_free_bytes));
    }
    return text;
}

std::string database_line(const Overview& overview) {
    if (const std::string why = silent_database(overview); !why.empty()) {
        return "does not answer: " + why;
    }
    if (!overview.database.known()) return "not known: " + overview.database.unknown;
    const auto& database = *overview.database.value;
    return fmt::format("{}, up {}, {} connections", database.version,
                       duration_text(database.up_seconds), database.connections);
}

std::string services_line(const Overview& overview) {
    std::string names;
    size_t ready = 0;
    for (const auto& service : overview.services) {
        ready += service.ready ? 1 : 0;
        names += " " + service.name + (service.ready ? "" : "(!)");
    }
    return fmt::format("{} of {} ready:{}", ready, overview.services.size(), names);
}

bool told_in_events(const overview::Partition& partition) {
    return partition.paused && partition.missing;
}

std::string books_line(const Overview& overview) {
    int64_t messages = 0;
    int64_t events = 0;  // of partitions that are paused or catch up
    std::optional<int64_t> worst_us;
    int64_t unknown = 0;
    int64_t paused = 0;
    int64_t catching_up = 0;
    for (const auto& partition : overview.partitions) {
        if (told_in_events(partition)) {
            events += *partition.missing;
        } else {
            messages += partition.lag_messages.value_or(0);
        }
        if (partition.paused) ++(partition.paused->catching_up() ? catching_up : paused);
        const bool told_as_pause = partition.paused && !partition.paused->catching_up();
        if (partition.lag_us) worst_us = std::max(worst_us.value_or(0), *partition.lag_us);
        if (!told_as_pause && (!partition.lag_messages || !partition.lag_us)) ++unknown;
    }
    const size_t all = overview.partitions.size();
    if (!overview.watermarks.known()) {
        return fmt::format("{} partitions, not known how far: {}", all,
                           overview.watermarks.unknown);
    }
    const std::string behind = worst_us ? "at most " + seconds_text(worst_us) + " s behind"
                                        : "behind: " + std::string{kNoReading};
    return fmt::format("{} partitions, {} messages waiting, {}, {} paused{}{}{}",
                       overview.partitions.size(), messages, behind, paused,
                       catching_up > 0 ? fmt::format(", {} catching up", catching_up) : "",
                       events > 0 ? fmt::format(", where {} recorded events wait", events) : "",
                       unknown > 0 ? fmt::format(", not known of {} of {}", unknown, all) : "");
}

std::string parked_line(const Overview& overview) {
    if (!overview.parked.known()) return "not known: " + overview.parked.unknown;
    std::string text = std::to_string(overview.parked.value->total);
    for (const auto& group : overview.parked.value->groups) {
        text += fmt::format("  {} {}", group.name, group.count);
    }
    return text;
}

std::string letters_line(const Overview& overview) {
    if (!overview.queues.known()) return "not known: " + overview.queues.unknown;
    int64_t letters = 0;
    for (const auto& queue : *overview.queues.value) {
        if (queue.kind == overview::Queue::Kind::DeadLetters) letters += depth_of(queue);
    }
    return std::to_string(letters);
}

std::string notices_line(const Overview& overview) {
    if (!overview.notices.known()) return "not known: " + overview.notices.unknown;
    std::string text;
    for (const auto& group : *overview.notices.value) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", group.name, group.count);
    }
    return text.empty() ? "none" : text;
}

std::string orders_text(const overview::Reading<std::vector<overview::InDoubt>>& sessions) {
    if (!sessions.known()) return "not known";
    int64_t orders = 0;
    for (const auto& one : *sessions.value) orders += one.orders;
    return std::to_string(orders);
}

}  // namespace

std::string in_doubt_text(const Overview& overview) {
    const bool neither = !overview.in_doubt.known() && !overview.contradicted.known();
    if (neither) return "not known: " + overview.in_doubt.unknown;
    return orders_text(overview.in_doubt) + " unanswered, " + orders_text(overview.contradicted) +
           " contradicted";
}

namespace {

template <class Items, class Field>
bool lacks(const Items& items, Field field) {
    return std::ranges::any_of(items, [field](const auto& one) { return !(one.*field); });
}

}  // namespace

std::string queues_wait_for(const Overview& overview) {
    const bool all_there =
        !overview.queues.known() || !lacks(*overview.queues.value, &overview::Queue::ready);
    return all_there ? "" : "waits until the broker has counted the queue, 5 s at most";
}

std::string partitions_wait_for(const Overview& overview) {
    const bool lag = std::ranges::any_of(overview.partitions, [](const auto& one) {
        return !one.lag_us && (!one.paused || one.paused->catching_up());
    });
    std::string text;
    if (lacks(overview.partitions, &overview::Partition::applied_per_1000_s)) {
        text = "APPLIED/S waits for a second reading, a second after the first";
    }
    if (lag) {
        text += text.empty() ? "" : "; ";
        text += "BEHIND S waits for a second reading, or for the first event of the day";
    }
    return text;
}

std::string waiting_text(const overview::Partition& partition) {
    if (!told_in_events(partition)) return count_text(partition.lag_messages);
    return fmt::format("{} {}", *partition.missing, *partition.missing == 1 ? "event" : "events");
}

std::string behind_text(const overview::Partition& partition) {
    const bool paused = partition.paused && !partition.paused->catching_up();
    return paused ? "paused" : seconds_text(partition.lag_us);
}

std::string rate_text(const std::optional<int64_t>& per_1000_s) {
    if (!per_1000_s) return std::string{kNoReading};
    const int64_t tenths = (*per_1000_s + 50) / 100;
    if (tenths >= 1000) return std::to_string((*per_1000_s + 500) / 1000);
    if (tenths == 0) return "0";
    return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

std::string seconds_text(const std::optional<int64_t>& us) {
    if (!us) return std::string{kNoReading};
    const int64_t tenths = *us / 100'000;
    return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

std::string count_text(const std::optional<int64_t>& count) {
    return count ? std::to_string(*count) : std::string{kNoReading};
}

std::string duration_text(int64_t seconds) {
    const int64_t minutes = seconds / 60;
    const int64_t hours = minutes / 60;
    if (hours >= 24) return fmt::format("{}d {}h", hours / 24, hours % 24);
    if (hours > 0) return fmt::format("{}h {}m", hours, minutes % 60);
    if (minutes > 0) return fmt::format("{}m {}s", minutes, seconds % 60);
    return fmt::format("{}s", seconds);
}

namespace {

// The word, and what is told beside it without changing it.
std::string verdict_line(const Overview& overview) {
    constexpr size_t kToldMax = 3;
    std::string text = verdict::headline(overview.verdict);
    const std::string compared = verdict::compared_text(overview.verdict);
    if (!compared.empty()) text += "; " + compared;
    size_t told = 0;
    for (const verdict::Finding& one : overview.verdict.findings) {
        if (one.trust != verdict::Trust::Trusted) continue;
        if (++told <= kToldMax) text += "; " + verdict::sentence_of(one);
    }
    if (told > kToldMax) text += fmt::format("; {} more: status --json", told - kToldMax);
    return text;
}

}  // namespace

namespace {

// Where the database does not answer its line has the server's words, and all others are short.
Overview with_short_reasons(Overview overview) {
    if (silent_database(overview).empty()) return overview;
    for (std::string* unknown :
         {&overview.site.unknown, &overview.day.unknown, &overview.commands.unknown,
          &overview.watermarks.unknown, &overview.parked.unknown, &overview.notices.unknown,
          &overview.in_doubt.unknown}) {
        *unknown = kDatabaseSilent;
    }
    for (verdict::Finding& one : overview.verdict.findings) {
        const size_t why = one.reason.rfind(overview.database.unknown);
        if (why != one.reason.npos) one.reason.replace(why, one.reason.npos, kDatabaseSilent);
    }
    return overview;
}

}  // namespace

std::string status_text(const Overview& seen) {
    const Overview overview = with_short_reasons(seen);
    std::string text;
    for (const auto& [name, line] :
         {std::pair{"verdict", verdict_line(overview)},
          {"alerts", alerts_line(overview.alerts, overview.taken_us)},
          {"commands", commands_line(overview.commands, unread_of(overview))},
          {"site", site_line(overview)},
          {"day", day_line(overview)},
          {"broker", broker_line(overview)},
          {"database", database_line(seen)},
          {"services", services_line(overview)},
          {"books", books_line(overview)},
          {"parked", parked_line(overview)},
          {"dead letters", letters_line(overview)},
          {"notices", notices_line(overview)},
          {"in doubt", in_doubt_text(overview)}}) {
        text += fmt::format("{:<12}  {}\n", name, line);
    }
    text += '\n';
    const auto found = troubles(seen);
    if (found.empty()) return text + "healthy\n";
    text += fmt::format("{} in trouble:\n", found.size());
    for (const std::string& one : found) text += "  " + one + "\n";
    return text;
}

std::string status_json(const Overview& overview) {
    const auto found = troubles(overview);
    events::JsonText json;
    json.open_object();
    json.text("verdict", verdict::name_of(overview.verdict.trust));
    json.flag("healthy", found.empty());
    json.texts("troubles", found);
    write_attention(json, overview.alerts, overview.commands, unread_of(overview));
    json.key("overview");
    json.raw(overview::to_json(overview));
    json.close_object();
    return json.take();
}

}  // namespace ctl
