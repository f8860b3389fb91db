#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "producers/ctl/cutoffs/cutoff_wish.h"

namespace ctl {

struct CutoffOptions {
    std::string config;
    CutoffWords words;
    std::optional<int64_t> day;  // to show; not given: the open one
    std::string by;              // empty: the login name
    std::string reason;
    bool json = false;
    bool dry_run = false;
    bool break_glass = false;
};
int show_cutoffs(const CutoffOptions& options);
int set_cutoff(const CutoffOptions& options);
int confirm_cutoffs(const CutoffOptions& options);

}  // namespace ctl
