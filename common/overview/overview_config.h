#pragma once

#include <string>
#include <vector>

#include "common/config/section.h"
#include "common/verdict/verdict.h"

namespace overview {

struct ServiceAddress {
    std::string name;
    std::string url;  // http://127.0.0.1:9101, without a slash at its end
};

struct OverviewConfig {
    std::string management_url = "http://127.0.0.1:15672";
    std::string management_user = "watcher";  // a user with the tag `monitoring` and no more
    std::string management_password;          // from the environment
    std::string vhost = "backstop";
    std::vector<ServiceAddress> services;  // at most 64
    // Prometheus, for the alerts that fire: http://127.0.0.1:9090. Empty: nobody is asked, and the
    // page says so.
    std::string alerts_url;
    // Of one request; all sources are asked at once, so that a reading takes little longer.
    int64_t timeout_ms = 800;
    // Parked events and notices are counted so often: that reads many rows.
    int64_t count_every_ms = 3'000;
    verdict::Limits verdict = {};  // from the section [verdict]
};

inline constexpr const char* kManagementPasswordVariable = "BACKSTOP_MANAGEMENT_PASSWORD";

// The [overview] section; `services` are texts "ledger-1=http://127.0.0.1:9101".
OverviewConfig overview_config(config::Section& section);

}  // namespace overview
