#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ctl {

struct ResolveOptions {
    std::string config;
    std::string id;                 // the order's client order id
    std::optional<int64_t> filled;  // so much of it has filled, and it is over
    bool dead = false;              // or: nothing has, and it is over or never arrived
    std::string by;
    std::string reason;
    bool break_glass = false;
    bool dry_run = false;
    bool json = false;
};
// Writes down what the exchange's desk has told of an order in doubt; takes two persons.
int resolve_in_doubt(const ResolveOptions& options);

}  // namespace ctl
