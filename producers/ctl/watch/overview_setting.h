#pragma once

#include "common/overview/overview_config.h"

namespace service {
class Startup;
}

namespace ctl {

// The section [overview] of the file that all commands share, the vhost being that of [amqp].
overview::OverviewConfig overview_setting(service::Startup& startup);

}  // namespace ctl
