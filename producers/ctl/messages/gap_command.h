#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ctl {

struct GapOptions {
    std::string config;
    std::string source;
    int64_t day = 0;
    int32_t partition = 0;
    std::optional<int64_t> through;   // not given: `ranges` tells
    std::vector<std::string> ranges;  // see gap_ranges.h
    std::string by;
    std::string reason;
    bool break_glass = false;  // to accept without a second person
    int64_t wait_s = 10;
    bool all = false;  // streams without a gap too
    bool json = false;
    bool dry_run = false;
};
int show_gaps(const GapOptions& options);
// Asks the ledger to read the record now; tells how many numbers it has found, and how many are
// left (not done then).
int heal_gap(const GapOptions& options);
// The ledger passes over the numbers from the first missing one to `through`, or over those of
// `ranges`, where they are not at hand; waits until it has.
int accept_gap(const GapOptions& options);

}  // namespace ctl
