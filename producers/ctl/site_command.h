#pragma once

#include <string>

#include "common/site/site_state.h"

namespace ctl {

struct SiteOptions {
    std::string config;
    std::string by;  // empty: the login name
    std::string reason;
    bool json = false;
    bool dry_run = false;
    bool degraded = false;     // activate, although the books are not trusted
    bool break_glass = false;  // that without a second person
};
int show_site(const SiteOptions& options);
// `activate` goes on to ACTIVE: by hand there is nobody else to open the site.
int change_site(const SiteOptions& options, site::Action action);

}  // namespace ctl
