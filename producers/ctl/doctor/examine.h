#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/db/database_config.h"
#include "common/db/session.h"
#include "common/overview/overview_config.h"
#include "producers/ctl/doctor/doctor_finding.h"

// The doctor's thin side: asks one of the surroundings, with time-outs, and hands what it hears to
// the checks. What does not answer is a finding itself, and costs the others nothing.
namespace ctl {

struct BrokerAccess {
    std::string management_url;  // http://127.0.0.1:15672
    std::string user;            // an administrator of the broker
    std::string password;
    std::string vhost;
    std::string our_user;               // that of our programs
    std::vector<std::string> sessions;  // of the gateways
    int32_t partitions = 4;
};
Findings examine_broker(const BrokerAccess& access);

// `migrations_folder`: what must have been applied.
Findings examine_database(const db::DatabaseConfig& database, const std::string& migrations_folder,
                          int32_t partitions);

// Part of it.
Finding look_at_operators(db::Session& session);

// The first that the doctor tells: the books, the alerts that fire, the commands that go on.
Findings examine_books(const db::DatabaseConfig& database,
                       const overview::OverviewConfig& overview);

Findings examine_host(const std::vector<std::string>& paths, int64_t free_mb_min);
Findings examine_services(const std::vector<overview::ServiceAddress>& services);

}  // namespace ctl
