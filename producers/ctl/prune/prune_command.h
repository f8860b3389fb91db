#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ctl {

struct PruneOptions {
    std::string config;
    int64_t keep_days = 0;
    std::optional<int64_t> limit;  // rows of this run; empty: all
    std::string by;                // "": the login name
    bool dry_run = false;
    bool json = false;
};
// Deletes rows that have reached their end, in small transactions: whatever ends it, what is
// deleted is deleted, and the next run goes on.
int prune(const PruneOptions& options);

}  // namespace ctl
