#include <fmt/core.h>

#include "common/events/topology.h"
#include "producers/ctl/commands.h"

namespace ctl {

int print_topology(int32_t partitions, const std::vector<std::string>& sessions) {
    fmt::print("{}\n", events::topology::definitions_json(partitions, sessions));
    return 0;
}

}  // namespace ctl
