#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/overview/overview.h"

namespace overview {

// What is asked of RabbitMQ's management API, and how its answers are read. Pure.

// Paths below the management's address.
std::string queues_path(std::string_view vhost);
std::string nodes_path();

inline constexpr size_t kManagementBytesMax = 4 * 1024 * 1024;

// By name. Unknown where the answer is not a list of queues.
Reading<std::vector<Queue>> read_queues(std::string_view json);
Reading<std::vector<Node>> read_nodes(std::string_view json);

}  // namespace overview
