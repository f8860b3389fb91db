#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "producers/ctl/doctor/doctor_facts.h"

namespace ctl {

// RabbitMQ's answers as facts. Pure. Invalid where the text is not JSON of the expected shape.

inline constexpr size_t kAnswerBytesMax = 8 << 20;

// Of definitions, those that we print as well as those of GET /api/definitions/VHOST.
base::Result<BrokerObjects> objects_of(std::string_view definitions);
base::Result<std::string> version_of(std::string_view overview);
base::Result<std::vector<BrokerNode>> nodes_of(std::string_view nodes);
base::Result<std::vector<BrokerUser>> users_of(std::string_view users);
// On this vhost alone.
base::Result<std::vector<Permission>> permissions_of(std::string_view permissions,
                                                     std::string_view vhost);

// What a configuration file of the broker says: `consumer_timeout = 1800000`.
std::optional<int64_t> consumer_timeout_in(std::string_view config_file);

}  // namespace ctl
