#include "producers/console/site_metrics.h"

#include "common/site/trading_day.h"

namespace console {

using overview::Overview;
using overview::Partition;
using overview::Reading;

void SiteMetrics::put(metrics::Gauge& gauge, const std::optional<int64_t>& value) {
    if (value) {
        gauge.set(*value);
    } else {
        gauge.set_unknown();
    }
}

void SiteMetrics::put_us(metrics::Gauge& gauge, const std::optional<int64_t>& value) {
    if (value) {
        gauge.set_us(*value);
    } else {
        gauge.set_unknown();
    }
}

void SiteMetrics::show(const Overview& overview) {
    show_site(overview.site);
    show_verdict(overview.verdict);
    for (const Partition& partition : overview.partitions) {
        const metrics::Labels labels{{"partition", std::to_string(partition.number)}};
        put(registry_.gauge("backstop_console_lag_messages",
                            "In the ledger's queue, those at work too", labels),
            partition.lag_messages);
        put_us(
            registry_.gauge("backstop_console_lag_seconds", "How far the books are behind", labels),
            partition.lag_us);
    }
    put(registry_.gauge("backstop_console_parked_events", "Rows of `parked`"),
        overview.parked.known() ? std::optional{overview.parked.value->total} : std::nullopt);
    put(registry_.gauge("backstop_console_broken_glass",
                        "Acts of one person alone that nobody has countersigned"),
        overview.broken_glass.value);
    const bool knows_day = overview.site.known() && overview.day.known();
    const auto left_active =
        site::day_left_active(overview.site.value, overview.day.value, overview.taken_us);
    put(registry_.gauge("backstop_console_day_left_active",
                        "1: the site is ACTIVE, and its day is over"),
        knows_day ? std::optional<int64_t>{left_active ? 1 : 0} : std::nullopt);
    put(registry_.gauge("backstop_console_intraday_left_open",
                        "Intraday positions that were open when the day before ended"),
        overview.left_open.value);
    const auto& database = overview.database.value;
    put_us(registry_.gauge("backstop_console_database_clock_ahead_seconds",
                           "The database's clock less ours"),
           database ? std::optional{database->clock_ahead_us} : std::nullopt);
    show_doubts("unanswered", overview.in_doubt);
    show_doubts("contradicted", overview.contradicted);
    show_groups("backstop_console_own_orders", "Orders and cancels of ours of 24 hours",
                overview.own_orders);
    show_groups("backstop_console_notices", "Of 24 hours", overview.notices);
}

void SiteMetrics::show_site(const Reading<site::SiteState>& site) {
    for (size_t state = 0; state < site::kStateNames.size(); ++state) {
        metrics::Gauge& gauge =
            registry_.gauge("backstop_console_site_state", "1: this is the state",
                            {{"state", std::string{site::kStateNames[state]}}});
        if (site.known()) {
            gauge.set(static_cast<size_t>(site.value->state) == state ? 1 : 0);
        } else {
            gauge.set_unknown();
        }
    }
    put(registry_.gauge("backstop_console_site_epoch", "Raised by every activation"),
        site.known() ? std::optional{site.value->epoch} : std::nullopt);
}

void SiteMetrics::show_verdict(const verdict::Verdict& verdict) {
    for (size_t trust = 0; trust < verdict::kTrustNames.size(); ++trust) {
        registry_
            .gauge("backstop_console_verdict", "1: this is the verdict about the books",
                   {{"verdict", std::string{verdict::kTrustNames[trust]}}})
            .set(static_cast<size_t>(verdict.trust) == trust ? 1 : 0);
    }
    const auto excepted = [&](const char* scope, int64_t count) {
        registry_
            .gauge("backstop_console_excepted", "What the verdict names as exceptions",
                   {{"scope", scope}})
            .set(count);
    };
    excepted("account", verdict.accounts);
    excepted("partition", verdict.partitions);
    excepted("exchange", verdict.exchanges);
    excepted("session", verdict.sessions);
}

void SiteMetrics::show_doubts(const char* why,
                              const Reading<std::vector<overview::InDoubt>>& sessions) {
    std::optional<int64_t> orders;
    if (sessions.known()) {
        orders = 0;
        for (const auto& one : *sessions.value) *orders += one.orders;
    }
    put(registry_.gauge("backstop_console_in_doubt", "Orders of all sessions", {{"why", why}}),
        orders);
}

void SiteMetrics::show_groups(const std::string& name, const std::string& help,
                              const Reading<std::vector<overview::Group>>& groups) {
    if (!groups.known()) return;  // as last counted: a count of many rows is allowed to be late
    for (const overview::Group& group : *groups.value) {
        registry_.gauge(name, help, {{"state", group.name}}).set(group.count);
    }
}

}  // namespace console
