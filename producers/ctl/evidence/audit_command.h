#pragma once

#include <cstdint>
#include <string>

namespace ctl {

struct AuditOptions {
    std::string config;
    std::string by;
    std::string who;     // rows of this person; "": of all
    std::string action;  // that begin so
    int64_t limit = 50;
    bool json = false;
};
// The newest rows of `audit`, for an operator who may read them; that he has read stands in it,
// too.
int list_audit(const AuditOptions& options);

}  // namespace ctl
