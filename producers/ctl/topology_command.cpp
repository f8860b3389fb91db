#include <fmt/core.h>

#include "common/events/topology.h"
#include "producers/ctl/commands.h"

namespace ctl {

int print_topology(int32_t partitions) {
    fmt::print("{}\n", events::topology::definitions_json(partitions));
    return 0;
}

}  // namespace ctl
