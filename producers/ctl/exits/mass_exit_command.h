#pragma once

#include <string>

#include "producers/ctl/exits/request.h"

namespace ctl {

struct MassRequestOptions {
    std::string config;
    std::string id;      // empty: one is made up
    std::string file;    // accounts, one a line; - for standard input
    std::string branch;  // or: the accounts of this branch
    std::string why;
    Request request;  // filters, how much, how; `by` is the person who asks
    std::optional<int64_t> day;
    bool json = false;
    bool dry_run = false;
};
int request_mass_exit(const MassRequestOptions& options);

struct MassDecisionOptions {
    std::string config;
    std::string id;
    std::string by;  // empty: the login name
    bool json = false;
    bool dry_run = false;
    bool break_glass = false;  // approve without a second person, for `reason`
    std::string reason;        // of a refusal, or of the broken glass
};
int show_mass_exits(const MassDecisionOptions& options);
// One: which positions it means, what they are worth, what has come of it.
int show_mass_exit(const MassDecisionOptions& options);
// Approves it and publishes its commands; safe to repeat until it is published.
int approve(const MassDecisionOptions& options);
int refuse(const MassDecisionOptions& options);
// By who asked for it.
int withdraw(const MassDecisionOptions& options);

}  // namespace ctl
