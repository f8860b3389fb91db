#include "producers/ctl/watch/trouble.h"

#include <fmt/core.h>

#include <algorithm>

namespace ctl {
namespace {

using overview::Overview;
using overview::Partition;

constexpr size_t kFindingsMax = 20;  // shown

class Troubles {
  public:
    // `told`: a reason that is told already, with all that is not known for it; empty: none.
    explicit Troubles(std::string told) : told_{std::move(told)} {}
    [[nodiscard]] bool is_told(const std::string& reason) const {
        return !told_.empty() && reason.ends_with(told_);
    }
    // What the verdict has told already is not told twice.
    void add(std::string text) {
        if (std::ranges::find(all_, text) == all_.end()) all_.push_back(std::move(text));
    }
    // All that is not known for one reason is one line: "site, day: not known: …".
    template <class T>
    void unknown(const char* what, const overview::Reading<T>& reading) {
        if (reading.known() || is_told(reading.unknown)) return;
        const std::string tail = fmt::format(": not known: {}", reading.unknown);
        const auto same =
            std::ranges::find_if(all_, [&](const std::string& one) { return one.ends_with(tail); });
        if (same == all_.end()) return all_.push_back(what + tail);
        same->insert(same->size() - tail.size(), fmt::format(", {}", what));
    }
    std::vector<std::string> take() { return std::move(all_); }

  private:
    const std::string told_;
    std::vector<std::string> all_;
};

// Warnings alone are no trouble of the books: clocks and services are told for themselves.
void of_verdict(const verdict::Verdict& verdict, Troubles& troubles) {
    size_t told = 0;
    for (const verdict::Finding& one : verdict.findings) {
        if (one.trust == verdict::Trust::Trusted || troubles.is_told(one.reason)) continue;
        if (++told <= kFindingsMax) troubles.add(verdict::sentence_of(one));
    }
    if (told > kFindingsMax) {
        troubles.add(fmt::format("{} exceptions more: status --json", told - kFindingsMax));
    }
}

bool is_of_database(const std::string& reason) { return reason.find("database") != reason.npos; }

// For nothing else: another reason may not go away by itself.
bool waits_for_database(const overview::Service& service) {
    return service.live && !service.ready && !service.reasons.empty() &&
           std::ranges::all_of(service.reasons, is_of_database);
}

void of_silent_database(const Overview& overview, const std::string& why, Troubles& troubles) {
    if (why.empty()) return;
    troubles.add(fmt::format(
        "database: does not answer: {}; start it (./backstop start mariadb, systemctl start "
        "mariadb), or correct [database]; until it answers nobody knows site, day, "
        "commands, books, parked events, notices and orders in doubt",
        why));
    std::string waiting;
    for (const auto& service : overview.services) {
        if (waits_for_database(service)) waiting += (waiting.empty() ? "" : ", ") + service.name;
    }
    if (!waiting.empty()) {
        troubles.add("services " + waiting +
                     ": not ready: they wait for the database, and go on by themselves");
    }
}

// What is told already for all of them is no reason of this one, where it has another.
std::string first_reason(const overview::Service& service, bool database_is_told) {
    if (service.reasons.empty()) return "no answer";
    const auto other = std::ranges::find_if_not(service.reasons, is_of_database);
    const bool found = database_is_told && other != service.reasons.end();
    return found ? *other : service.reasons[0];
}

void of_services(const Overview& overview, bool database_is_told, Troubles& troubles) {
    for (const auto& service : overview.services) {
        if (service.live && service.ready) continue;
        if (database_is_told && waits_for_database(service)) continue;
        const std::string why = first_reason(service, database_is_told);
        troubles.add(fmt::format("service {}: {}: {}", service.name,
                                 service.live ? "not ready" : "down", why));
    }
}

void of_broker(const Overview& overview, Troubles& troubles) {
    troubles.unknown("broker", overview.broker);
    if (!overview.broker.known()) return;
    for (const auto& node : *overview.broker.value) {
        if (!node.running) troubles.add("broker " + node.name + ": does not run");
        if (node.memory_alarm) troubles.add("broker " + node.name + ": memory alarm");
        if (node.disk_alarm) troubles.add("broker " + node.name + ": disk alarm");
    }
}

void of_partition(const Partition& partition, Troubles& troubles) {
    const auto add = [&](const std::string& text) {
        troubles.add(fmt::format("partition {}: {}", partition.number, text));
    };
    if (partition.paused) {
        const overview::Pause& pause = *partition.paused;
        add(verdict::pause_text({.partition = partition.number,
                                 .by = pause.by,
                                 .reason = pause.reason,
                                 .since_us = pause.since_us,
                                 .resumed_us = pause.resumed_us},
                                partition.missing.value_or(0)));
    }
    if (partition.gap_us.value_or(0) > 0) {
        add(fmt::format("a number is missing since {} s, {} events wait behind it",
                        *partition.gap_us / 1'000'000, partition.held.value_or(0)));
    }
    if (partition.lag_us.value_or(0) > kLagUsMax) {
        add(fmt::format("the books are {} s behind", *partition.lag_us / 1'000'000));
    }
}

void of_queues(const Overview& overview, Troubles& troubles) {
    troubles.unknown("queues", overview.queues);
    if (!overview.queues.known()) return;
    const bool active = overview.site.known() && overview.site.value->state == site::State::Active;
    for (const auto& queue : *overview.queues.value) {
        const std::string why = queue_trouble(queue, active);
        if (!why.empty()) troubles.add("queue " + queue.name + ": " + why);
    }
}

void of_doubts(const overview::Reading<std::vector<overview::InDoubt>>& sessions,
               std::string_view what, Troubles& troubles) {
    if (!sessions.known()) return;
    for (const auto& one : *sessions.value) {
        if (one.orders == 0) continue;
        troubles.add(fmt::format("session {}: {} orders {}, the oldest for {} s", one.session,
                                 one.orders, what, one.oldest_us / 1'000'000));
    }
}

void of_rows(const Overview& overview, Troubles& troubles) {
    troubles.unknown("parked events", overview.parked);
    if (overview.parked.known() && overview.parked.value->total > 0) {
        troubles.add(fmt::format("{} events are parked", overview.parked.value->total));
    }
    if (overview.left_open.known() && *overview.left_open.value > 0) {
        troubles.add(
            fmt::format("day: {} intraday positions were open when the day before ended: "
                        "backstopctl day carried",
                        *overview.left_open.value));
    }
    if (overview.broken_glass.known() && *overview.broken_glass.value > 0) {
        troubles.add(
            fmt::format("glass: {} acts of one person alone are not countersigned: "
                        "backstopctl operator glass",
                        *overview.broken_glass.value));
    }
    troubles.unknown("notices", overview.notices);
    troubles.unknown("orders in doubt", overview.in_doubt);
    of_doubts(overview.in_doubt, "unanswered", troubles);
    of_doubts(overview.contradicted, "contradicted", troubles);
}

}  // namespace

int64_t depth_of(const overview::Queue& queue) {
    return queue.ready.value_or(0) + queue.unacked.value_or(0);
}

std::string queue_trouble(const overview::Queue& queue, bool active) {
    const int64_t depth = depth_of(queue);
    if (queue.kind == overview::Queue::Kind::DeadLetters) {
        return depth == 0 ? "" : fmt::format("{} messages", depth);
    }
    if (queue.kind == overview::Queue::Kind::Journal) return {};
    if (queue.consumers.value_or(1) > 0) return {};
    const bool acts = queue.name.starts_with("squareoff.") || queue.name.starts_with("gateway.");
    const bool must_be_read = queue.name.starts_with("ledger.") || (active && acts);
    if (depth == 0 && !must_be_read) return {};
    return fmt::format("nobody reads it, {} messages wait", depth);
}

std::string silent_database(const Overview& overview) {
    const std::string& why = overview.database.unknown;
    const bool all = !why.empty() && overview.site.unknown == why &&
                     overview.watermarks.unknown == why && overview.parked.unknown == why;
    // Nothing has been read yet: nobody has asked the broker, either.
    return all && overview.broker.unknown != why ? why : "";
}

std::vector<std::string> troubles(const Overview& overview) {
    const std::string silent = silent_database(overview);
    Troubles troubles{silent};
    of_silent_database(overview, silent, troubles);
    of_verdict(overview.verdict, troubles);
    troubles.unknown("site", overview.site);
    if (overview.day.unknown == site::kNoDay) {
        troubles.add(overview.day.unknown);
    } else {
        troubles.unknown("day", overview.day);
    }
    if (std::string left = overview.left_active(); !left.empty()) troubles.add(std::move(left));
    of_broker(overview, troubles);
    troubles.unknown("database", overview.database);
    of_services(overview, !silent.empty(), troubles);
    of_rows(overview, troubles);
    troubles.unknown("watermarks", overview.watermarks);
    for (const Partition& partition : overview.partitions) of_partition(partition, troubles);
    of_queues(overview, troubles);
    return troubles.take();
}

}  // namespace ctl
