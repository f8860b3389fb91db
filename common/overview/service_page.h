#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/overview/overview.h"

namespace overview {

// What the pages of our services tell. Pure.

// A ledger's work on one partition. The standby of a partition tells it too, and shows 0.
struct LedgerWork {
    int64_t done = 0;  // events applied, parked or told as repeats, since the process began
    int64_t held = 0;
    int64_t gap_us = 0;
};

// One service as it has answered.
struct ServiceAnswers {
    Service service;
    std::map<int64_t, LedgerWork> partitions;  // of a ledger
    std::vector<verdict::Session> sessions;    // FIX sessions of gateways and drop copies
    std::optional<int64_t> comparing_us;  // of a reconciler: since its last round, or its start
};

// The reasons of /readyz with 503, one a line; at most kReasonsMax, cut to 200 bytes each.
std::vector<std::string> read_reasons(std::string_view body);

// Adds what /metrics tells.
void read_metrics(std::string_view page, ServiceAnswers& answers);

}  // namespace overview
