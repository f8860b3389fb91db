#pragma once

#include <cstdint>
#include <string>

namespace ctl {

struct PauseOptions {
    std::string config;
    std::string partition;  // a number, or "all"
    std::string by;
    std::string reason;  // of a pause
    int64_t wait_s = 0;
    bool json = false;
};
// Waits until a ledger has said that nothing is under way in the partitions any more. Failed where
// none has within `wait_s`: the pause stands all the same. `wait_s` 0: does not wait.
int pause_partitions(const PauseOptions& options);
// The ledger goes on at once; waits until it has caught up with what had waited. Failed where it
// has not within `wait_s`: it goes on all the same. `wait_s` 0: does not wait.
int resume_partitions(const PauseOptions& options);

}  // namespace ctl
