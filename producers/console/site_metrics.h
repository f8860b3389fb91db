#pragma once

#include <optional>
#include <string>

#include "common/metrics/registry.h"
#include "common/overview/overview.h"

namespace console {

// What the console sees of the site, for Prometheus: the state, the lag of each partition, orders
// of ours and notices by state. What a reading could not learn is not a number. Loop thread only.
class SiteMetrics {
  public:
    explicit SiteMetrics(metrics::Registry& registry) : registry_{registry} {}

    void show(const overview::Overview& overview);

  private:
    void show_site(const overview::Reading<site::SiteState>& site);
    void show_verdict(const verdict::Verdict& verdict);
    void show_doubts(const char* why,
                     const overview::Reading<std::vector<overview::InDoubt>>& sessions);
    void show_groups(const std::string& name, const std::string& help,
                     const overview::Reading<std::vector<overview::Group>>& groups);
    // A metric is made when its labels are first seen; what was seen once is shown ever after.
    static void put(metrics::Gauge& gauge, const std::optional<int64_t>& value);
    // For gauges named `_seconds`: of microseconds.
    static void put_us(metrics::Gauge& gauge, const std::optional<int64_t>& value);

    metrics::Registry& registry_;
};

}  // namespace console
