#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/operators/operator_store.h"
#include "common/verdict/verdict.h"
#include "producers/ctl/doctor/doctor_facts.h"
#include "producers/ctl/doctor/doctor_finding.h"
#include "producers/ctl/watch/attention_text.h"

// What must hold, each a pure function of facts: nothing is asked here, no clock is read.
namespace ctl {

inline constexpr int64_t kMebibyte = 1 << 20;

// Our objects as they are beside `wanted`. One Bad finding for each that is missing or differs, one
// Warn for each that nobody declares, or one Ok for all.
Findings check_topology(const BrokerObjects& wanted, const BrokerObjects& real);
// The ledger's queues are those of as many partitions as the configuration says.
Finding check_partitions(const BrokerObjects& real, int32_t partitions);

Finding check_broker_version(const std::string& version);
Findings check_node(const BrokerNode& node);
// `user`: that of our programs; `permissions`: on our vhost.
Finding check_user(const std::vector<BrokerUser>& users, const std::vector<Permission>& permissions,
                   const std::string& user);
// Whether guest can log in with the password that a fresh broker gives it.
Finding check_guest(bool has_default_password);

// Version, durability, SQL mode, packet size, isolation, character set.
Findings check_settings(const DatabaseFacts& facts);
// `grants`: lines of SHOW GRANTS, of which no more is shown than the privileges' names.
Finding check_grants(const std::vector<std::string>& grants);
// `present`: the triggers of `instruments`. A dump may have left them out.
Finding check_triggers(const std::set<std::string>& present);
Finding check_migrations(const std::vector<AppliedMigration>& known,
                         const std::vector<AppliedMigration>& applied);

// Whether the books can be trusted, and why not: one finding.
Finding check_books(const verdict::Verdict& books);
// What fires and what goes on: told, and never bad, for neither is a fault of the surroundings.
// `asked`: somebody was there to ask about alerts.
Finding check_alerts(const AlertsReading& alerts, int64_t now_us, bool asked);
Finding check_commands(const CommandsReading& commands);
Findings check_site(const SiteFacts& facts, int32_t partitions);

// Whether another operator learns of a glass that one breaks: two must have an address.
Finding check_operators(const std::vector<operators::Operator>& all);

// `check`: clock.database, clock.broker. Within a second, as commands expire by the clock.
Finding check_clock(const std::string& check, const ClockPair& pair);
// Below `free_mb_min` it is bad, below twice that a warning.
// The limit of the alert DiskNearlyFull (infra/prometheus/rules/machine.yml), of the disk's size.
inline constexpr int64_t kAlertFreePercent = 10;
// Below `free_mb_min` (its own limit, of what a program needs) it is bad; below twice that, or
// below the alert's limit, a warning.
Finding check_path(const PathFacts& path, int64_t free_mb_min);
Finding check_descriptors(const HostFacts& host);
Finding check_service(const ServiceFacts& service);

// Part of the above, for their tests: by how much two clocks differ at least; 0 where they may
// agree.
int64_t apart_us(const ClockPair& pair);

}  // namespace ctl
