#pragma once

#include <cstdint>
#include <string>

namespace ctl {

// As typed, of a command that lists, shows, sends again or throws away messages that were set
// aside: parked events and dead letters.
struct SetAsideOptions {
    std::string config;
    std::string refused;  // a part of the reason for which it was set aside
    int64_t limit = 0;
    bool group = false;
    bool json = false;
    std::string by;
    bool unmask = false;
    std::string reason;  // of who decided, for the audit
    bool all = false;    // for what changes something: no filter is meant
    bool dry_run = false;
    int64_t rate = 20;  // messages a second
};

}  // namespace ctl
