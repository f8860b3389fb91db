#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ctl {

// Each command prints to standard output, explains itself on standard error where it fails, and
// returns the exit code (exit_codes.h).

struct MigrateOptions {
    std::string config;
    std::string folder;  // empty: migrations_folder.h
    bool json = false;
};
int migrate(const MigrateOptions& options);

int print_topology(int32_t partitions, const std::vector<std::string>& sessions);

}  // namespace ctl
