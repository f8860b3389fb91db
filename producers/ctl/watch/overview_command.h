#pragma once

#include <memory>
#include <string>

#include "common/overview/reader.h"

namespace ctl {

struct OverviewOptions {
    std::string config;
    bool json = false;
    bool once = false;  // of top
};
// kFailed where anything is in trouble.
int show_status(const OverviewOptions& options);
// kFailed where the broker does not tell.
int show_queues(const OverviewOptions& options);
int show_lag(const OverviewOptions& options);

// Of the configuration file; ends the process with exit code 2 where that is not good.
std::unique_ptr<overview::Reader> overview_reader(const std::string& config);
// One reading, or, where numbers need a second one or the books seem to be behind, that of a second
// later.
overview::Overview settled(overview::Reader& reader);

}  // namespace ctl
